package io.vestibule.admin;

import static io.vestibule.testing.Problems.assertProblem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vestibule.account.AccountService;
import io.vestibule.account.Role;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.BackEnd;
import io.vestibule.testing.Rows;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.ServiceKeyScopes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** {@code GET /api/admin/users}: the list of accounts. */
@QuarkusTest
class UserListTest {
  private static final String PATH = "/api/admin/users";

  @Inject AccountService accounts;

  /** No account of another test starts like this. */
  private final String prefix = "l" + UUID.randomUUID().toString().replace("-", "");

  private Person admin;

  @BeforeEach
  void promote() {
    admin = Api.register();
    accounts.setRole(admin.userId(), Role.ADMIN).await().atMost(Duration.ofMinutes(1));
    admin = admin.loggedInAgain();
  }

  @Test
  void listsAllAccountsNewestFirst() {
    Person older = Api.register();
    Person newer = Api.register();

    Response page = list(Map.of("limit", "2"));

    assertEquals(List.of(newer.userId(), older.userId()), ids(page));
    page.then()
        .body("users[0]", not(hasKey("password_hash")))
        .body("users[0]", not(hasKey("address")));
    Response next = list(Map.of("limit", "1", "cursor", page.path("next_cursor")));
    assertEquals(List.of(admin.userId()), ids(next));
  }

  @Test
  void pagesOfAFilterHoldEveryAccountOnceNewestFirst() {
    String plan = "plan-" + prefix;
    List<String> expected = new ArrayList<>();
    for (int person = 0; person < 8; person++) {
      String userId = Api.register().userId();
      Rows.users().set(userId, "plan", AttributeValue.fromS(plan));
      expected.add(userId);
    }
    Collections.reverse(expected);

    assertEquals(expected, all(Map.of("plan", plan, "limit", "3")));
    assertEquals(expected, all(Map.of("plan", plan, "role", "customer", "status", "active")));
    assertEquals(List.of(), all(Map.of("plan", plan, "role", "vendor")));
  }

  @Test
  void anAccountThatIsCreatedMeanwhileDoesNotMoveTheOthers() {
    List<String> newestFirst = new ArrayList<>();
    for (int person = 0; person < 4; person++) {
      newestFirst.add(0, Api.register().userId());
    }
    Response first = list(Map.of("limit", "2"));
    Api.register();

    Response second = list(Map.of("limit", "2", "cursor", first.path("next_cursor")));

    assertEquals(newestFirst.subList(0, 2), ids(first));
    assertEquals(newestFirst.subList(2, 4), ids(second));
  }

  @Test
  void findsAddressesByTheirStart() {
    Map<String, String> people = new HashMap<>();
    for (String name : List.of("c", "a", "b", "d", "ab")) {
      people.put(name, person(name));
    }
    List<String> expected = List.of("a", "ab", "b", "c", "d").stream().map(people::get).toList();

    assertEquals(expected, all(Map.of("email_prefix", prefix)));
    assertEquals(expected, all(Map.of("email_prefix", prefix, "limit", "2")));
    assertEquals(
        expected.subList(0, 2),
        all(Map.of("email_prefix", " " + (prefix + "-A").toUpperCase(Locale.ROOT))));
    assertEquals(List.of(), all(Map.of("email_prefix", prefix + "-x")));
    accounts
        .setStatus(people.get("b"), io.vestibule.account.Status.SUSPENDED)
        .await()
        .atMost(Duration.ofMinutes(1));
    assertEquals(
        List.of(people.get("b")), all(Map.of("email_prefix", prefix, "status", "suspended")));
  }

  /** Accounts of identity providers may have stated an address that another account owns. */
  @Test
  void accountsWithOneAddressAreOnOnePage() {
    List<String> twins = new ArrayList<>();
    for (int person = 0; person < 3; person++) {
      String userId = Api.register().userId();
      Rows.users().set(userId, "email", AttributeValue.fromS(prefix + "-a" + Api.EMAIL_DOMAIN));
      twins.add(userId);
    }
    String last = person("z");

    Response first = list(Map.of("email_prefix", prefix, "limit", "1"));

    assertEquals(new HashSet<>(twins), new HashSet<>(ids(first)));
    Response second =
        list(Map.of("email_prefix", prefix, "limit", "1", "cursor", first.path("next_cursor")));
    assertEquals(List.of(last), ids(second));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "role=root | role",
        "status=erased | status",
        "limit=0 | limit",
        "limit=x | limit",
        "email=a%40b.example&role=admin | email",
        "email=a%40b.example&email_prefix=a | email",
        "email_prefix=a%01 | email_prefix"
      })
  void invalidParametersAreRefused(String query, String field) {
    Response refused = admin.request().urlEncodingEnabled(false).get(PATH + "?" + query);

    assertProblem(refused, ErrorCode.INVALID_REQUEST);
    assertEquals(field, refused.path("field"));
  }

  @Test
  void aCursorIsValidForItsFilterOnly() {
    Api.register();
    String cursor = list(Map.of("limit", "1")).path("next_cursor");

    for (Map<String, String> other :
        List.of(
            Map.of("cursor", "x"),
            Map.of("cursor", cursor, "role", "customer"),
            Map.of("cursor", cursor, "email_prefix", "u"))) {
      assertProblem(admin.request().queryParams(other).get(PATH), ErrorCode.INVALID_CURSOR);
    }
  }

  @Test
  void aServiceKeyMayListWithItsScope() {
    BackEnd.withScopes(ServiceKeyScopes.USERS_READ)
        .request()
        .queryParam("limit", "1")
        .get(PATH)
        .then()
        .statusCode(200)
        .body("users", hasSize(1));
    assertProblem(
        BackEnd.withScopes(ServiceKeyScopes.USERS_WRITE).request().get(PATH),
        ErrorCode.INSUFFICIENT_SCOPE);
  }

  @Test
  void anErasedAccountIsNotListed() {
    Person person = Api.register();
    Map<String, AttributeValue> row = Rows.users().find(person.userId()).orElseThrow();
    person.request().body(Map.of("password", person.password())).delete("/api/user");
    assertFalse(ids(list(Map.of("email_prefix", person.email()))).contains(person.userId()));

    // What the index may still show for a moment.
    Map<String, AttributeValue> erasing = new HashMap<>(row);
    erasing.put("erasing_since", AttributeValue.fromS("2026-11-28T00:00:00Z"));
    Rows.users().put(erasing);
    assertEquals(List.of(), ids(list(Map.of("email_prefix", person.email()))));
    Rows.users().delete(person.userId());
  }

  @Test
  void anAccountOfAnEarlierVersionIsListedAfterItsNextLogin() {
    Person person = Api.register();
    unlist(person.userId());
    assertEquals(List.of(), ids(list(Map.of("email_prefix", person.email()))));

    Api.tokenOf(person);

    assertEquals(List.of(person.userId()), ids(list(Map.of("email_prefix", person.email()))));
    assertTrue(ids(list(Map.of("limit", "5"))).contains(person.userId()));
  }

  @Test
  void anAccountOfAnEarlierVersionIsListedAfterItsNextChange() {
    Person person = Api.register();
    unlist(person.userId());

    person.request().body(Map.of("name", "Ada")).patch("/api/user").then().statusCode(200);

    assertEquals(List.of(person.userId()), ids(list(Map.of("email_prefix", person.email()))));
  }

  /** As an earlier version wrote it. */
  static void unlist(String userId) {
    Map<String, AttributeValue> row = new HashMap<>(Rows.users().find(userId).orElseThrow());
    row.keySet().removeAll(List.of("list_shard", "listed_at"));
    Rows.users().put(row);
  }

  private String person(String name) {
    String email = prefix + "-" + name + Api.EMAIL_DOMAIN;
    return Api.post("/api/register", Api.credentials(email, Api.freshPassword())).path("user_id");
  }

  private Response list(Map<String, String> query) {
    Response page = admin.request().queryParams(query).get(PATH);
    page.then().statusCode(200);
    return page;
  }

  private List<String> all(Map<String, String> query) {
    List<String> all = new ArrayList<>();
    Map<String, String> next = new HashMap<>(query);
    do {
      Response page = list(next);
      all.addAll(ids(page));
      next.put("cursor", page.path("next_cursor"));
    } while (next.get("cursor") != null);
    return all;
  }

  private static List<String> ids(Response page) {
    return page.path("users.user_id");
  }
}
