package io.vestibule.account;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Problems;
import io.vestibule.web.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code GET/PATCH /api/user}. */
@QuarkusTest
class AccountTest {
  private static final String USER = "/api/user";

  static Stream<Arguments> refused() {
    Stream<Arguments> serverOwned =
        Stream.of(
                "user_id",
                "email",
                "role",
                "status",
                "plan",
                "emailVerified",
                "createdAt",
                "updatedAt",
                "lastLoginAt",
                "totalOrders",
                "totalSpent",
                "password_hash",
                "key_salt",
                "sealed_api_token",
                "stripe_customer_id",
                "storeName",
                "storeDescription",
                "totalRevenue",
                "rating",
                "anything")
            .flatMap(
                member ->
                    Stream.of("\"admin\"", "null")
                        .map(value -> Arguments.of(member, value, ErrorCode.SERVER_OWNED_FIELD)));
    String many =
        IntStream.range(0, 501).mapToObj(i -> "\"p\"").collect(Collectors.joining(",", "[", "]"));
    Stream<Arguments> malformed =
        Stream.of(
            Arguments.of("name", "\"" + "n".repeat(201) + "\"", ErrorCode.INVALID_REQUEST),
            Arguments.of("username", "null", ErrorCode.INVALID_REQUEST),
            Arguments.of("username", "\"" + "n".repeat(101) + "\"", ErrorCode.INVALID_REQUEST),
            Arguments.of("phoneNumber", "491234", ErrorCode.INVALID_REQUEST),
            Arguments.of("address", "\"Main street\"", ErrorCode.INVALID_REQUEST),
            Arguments.of("address", "[]", ErrorCode.INVALID_REQUEST),
            Arguments.of("address", "{\"a\":1e200}", ErrorCode.INVALID_REQUEST),
            Arguments.of("wishlist", "\"p1\"", ErrorCode.INVALID_REQUEST),
            Arguments.of("wishlist", "[1]", ErrorCode.INVALID_REQUEST),
            Arguments.of("wishlist", "[null]", ErrorCode.INVALID_REQUEST),
            Arguments.of("wishlist", many, ErrorCode.INVALID_REQUEST),
            Arguments.of("cart", "{}", ErrorCode.INVALID_REQUEST),
            Arguments.of("cart", "[\"p1\"]", ErrorCode.INVALID_REQUEST),
            Arguments.of("cart", "[{\"n\":" + "1".repeat(39) + "}]", ErrorCode.INVALID_REQUEST),
            Arguments.of("body", "{\"big\":\"" + "b".repeat(33_000) + "\"}", ErrorCode.TOO_LARGE));
    return Stream.concat(serverOwned, malformed);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void isRejectedByNameAndChangesNothing(String member, String value, ErrorCode code) {
    Person person = Api.register();
    Response before = person.request().get(USER);
    String sent = member.equals("body") ? "address" : member;

    Response answer =
        person
            .request()
            .body("{\"profileImage\":\"changed.png\",\"" + sent + "\":" + value + "}")
            .patch(USER);

    Problems.assertProblem(answer, code);
    assertEquals(member, answer.path("field"));
    assertEquals(map(before), map(person.request().get(USER)));
  }

  /** Valid JSON that DynamoDB may reject: never a 500. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"address\":{\"\":1}}",
        "{\"cart\":[{\"\":1}]}",
        "{\"cart\":[{}]}",
        "{\"address\":{}}",
        "{\"name\":\"\"}",
        "{\"username\":\"\"}",
        "{\"wishlist\":[\"\"]}",
        "{\"name\":\"\\ud83e\"}",
        "{\"name\":\"\\u0000\"}",
        "{\"address\":{\"zip\":0e999999999}}"
      })
  void unusualJsonIsStoredOrRejected(String body) {
    Person person = Api.register();
    Response answer = person.request().body(body).patch(USER);

    if (answer.statusCode() != 200) {
      Problems.assertProblem(answer, ErrorCode.INVALID_REQUEST);
    }
    Response read = person.request().get(USER);
    assertEquals(200, read.statusCode());
    if (answer.statusCode() == 200) {
      assertEquals(map(answer), map(read));
    }
  }

  @Test
  void aNewAccountIsACustomerOnTheFreePlan() {
    Person person = Api.register();

    person
        .request()
        .get(USER)
        .then()
        .statusCode(200)
        .body("user_id", equalTo(person.userId()))
        .body("email", equalTo(person.email()))
        .body("username", equalTo(person.email().split("@")[0]))
        .body("role", equalTo("customer"))
        .body("status", equalTo("active"))
        .body("plan", equalTo("free"))
        .body("emailVerified", equalTo(false))
        .body("wishlist", equalTo(List.of()))
        .body("cart", equalTo(List.of()))
        .body("totalOrders", equalTo(0))
        .body("totalSpent", equalTo(0))
        .body("createdAt", matchesPattern("\\d{4}-.*Z"))
        .body("$", not(hasKey("storeName")))
        .body("$", not(hasKey("vendor")))
        .body("$", not(hasKey("password_hash")))
        .body("$", not(hasKey("key_salt")))
        .body("$", not(hasKey("sealed_api_token")));
  }

  @Test
  void aLoginSetsLastLoginAt() {
    Person person = Api.register();
    person.request().get(USER).then().body("lastLoginAt", nullValue());

    Api.cookieOf(person);

    person.request().get(USER).then().body("lastLoginAt", notNullValue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "application/merge-patch+json;charset=UTF-8"})
  void theOwnerChangesTheirFields(String mediaType) {
    Person person = Api.register();
    String body =
        """
        {"name":"Ada Lovelace","username":"ada","phoneNumber":"+44 1","profileImage":"a.png",
         "address":{"city":"London","lines":["1","2"],"geo":{"lat":51.5}},
         "wishlist":["p1","p2"],"cart":[{"id":"p1","quantity":2,"price":9.99}]}
        """;

    person.request().contentType(mediaType).body(body).patch(USER).then().statusCode(200);

    Map<String, Object> stored = map(person.request().get(USER));
    new JsonPath(body)
        .getMap("$")
        .forEach((member, value) -> assertEquals(value, stored.get(member), () -> "" + member));
  }

  @Test
  void nullRemovesMembersAndEmptiesLists() {
    Person person = Api.register();
    person
        .request()
        .body("{\"name\":\"Ada\",\"wishlist\":[\"p\"],\"cart\":[{\"id\":1}],\"address\":{\"a\":1}}")
        .patch(USER)
        .then()
        .statusCode(200);

    person
        .request()
        .body("{\"name\":null,\"wishlist\":null,\"cart\":null,\"address\":null}")
        .patch(USER)
        .then()
        .statusCode(200);

    person
        .request()
        .get(USER)
        .then()
        .body("name", nullValue())
        .body("address", nullValue())
        .body("wishlist", equalTo(List.of()))
        .body("cart", equalTo(List.of()));
  }

  @Test
  void anEmptyPatchIsAccepted() {
    Person person = Api.register();

    person.request().body("{}").patch(USER).then().statusCode(200);
  }

  @Test
  void aPatchDoesNotChangeAnotherUsersRecord() {
    Person one = Api.register();
    Person two = Api.register();
    Map<String, Object> before = map(two.request().get(USER));

    one.request().body(Map.of("name", "One")).patch(USER).then().statusCode(200);

    assertEquals(before, map(two.request().get(USER)));
  }

  private static Map<String, Object> map(Response answer) {
    assertEquals(200, answer.statusCode());
    return answer.jsonPath().getMap("$");
  }
}
