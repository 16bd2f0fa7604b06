package io.vestibule.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Problems;
import io.vestibule.testing.Routes;
import io.vestibule.testing.Routes.Route;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Text and numbers that the store cannot hold, in every member of every route's body. */
@QuarkusTest
class TextAndNumbersTest {
  /** The second is zero, and a gigabyte in decimal notation. */
  private static final List<String> EXTREMES = List.of("1e9999999999", "0e-999999999");

  private static final String PROFILE = "/api/user/profile";
  private static final ObjectMapper JSON = new ObjectMapper();

  private static Person person;

  private static RequestSpecification request(Route route) {
    if (person == null) {
      person = Api.register();
    }
    return route.guarded() ? person.request() : Api.json();
  }

  static Stream<Route> routes() {
    return Routes.takingBodies();
  }

  static Stream<Arguments> members() {
    return Routes.takingBodies()
        .flatMap(
            route ->
                route.body().orElseThrow().keySet().stream()
                    .map(name -> Arguments.of(route, name)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("members")
  void unpairedSurrogateIsRefusedAndNamed(Route route, String member) {
    Random random = new Random(member.hashCode());
    for (int round = 0; round < 8; round++) {
      String escape = "\\u%04x".formatted(Character.MIN_SURROGATE + random.nextInt(0x800));
      String text = "x".repeat(random.nextInt(3)) + escape + "y".repeat(random.nextInt(3));
      Response answer =
          request(route)
              .body(body(route, member, '"' + text + '"'))
              .request(route.method(), route.path());
      Problems.assertProblem(answer, ErrorCode.INVALID_REQUEST);
      assertEquals(member, answer.path("field"), answer::asString);
    }
  }

  @ParameterizedTest
  @MethodSource("routes")
  void unpairedSurrogateInANestedTextIsRefused(Route route) {
    for (String json :
        new String[] {"{\"a\":[[\"\\udbff\"]]}", "{\"a\":{\"b\":{\"c\":\"x\\ude00\"}}}"}) {
      Response answer = request(route).body(json).request(route.method(), route.path());
      Problems.assertProblem(answer, ErrorCode.INVALID_REQUEST);
      assertEquals("a", answer.path("field"), answer::asString);
    }
  }

  /** Jackson itself refuses some of these names. */
  @ParameterizedTest
  @MethodSource("routes")
  void unpairedSurrogateInANameIsRefused(Route route) {
    for (String json : new String[] {"{\"\\ud800\":1}", "{\"a\":{\"x\\udc00\":1}}"}) {
      Response answer = request(route).body(json).request(route.method(), route.path());
      assertEquals(400, answer.statusCode(), answer::asString);
      String code = answer.path("code");
      assertTrue(code.equals("invalid-request") || code.equals("malformed-json"), code);
    }
  }

  @ParameterizedTest
  @MethodSource("routes")
  void numberOutOfRangeIsRefused(Route route) {
    Random random = new Random(13);
    for (int round = 0; round < 12; round++) {
      String number =
          round < EXTREMES.size()
              ? EXTREMES.get(round)
              : (1 + random.nextInt(9))
                  + "e"
                  + (random.nextBoolean() ? "-" : "")
                  + (131 + Math.abs(random.nextLong() >> random.nextInt(60)));
      for (String json : new String[] {"{\"n\":%s}", "{\"a\":[{\"n\":%s}]}"}) {
        Response answer =
            request(route).body(json.formatted(number)).request(route.method(), route.path());
        assertEquals(400, answer.statusCode(), () -> number + " " + answer.asString());
        String code = answer.path("code");
        assertTrue(code.equals("invalid-request") || code.equals("malformed-json"), code);
      }
    }
  }

  /** What is accepted is answered in one text under one ETag, and can be sent back. */
  @Test
  void acceptedDocumentHasOneTextAndCanBeSentBack() throws Exception {
    Random random = new Random(17);
    Person ada = Api.register();
    assertEquals(ada.request().get(PROFILE).asString(), ada.request().get(PROFILE).asString());
    int accepted = 0;
    for (int round = 0; round < 60; round++) {
      String sent = "{\"custom\":" + value(random, 3) + "}";
      Response put = ada.request().body(sent).put(PROFILE);
      Response read = ada.request().get(PROFILE);
      if (put.statusCode() != 200) {
        Problems.assertProblem(put, ErrorCode.INVALID_REQUEST);
        continue;
      }
      accepted++;
      assertEquals(put.header("ETag"), read.header("ETag"));
      assertEquals(put.asString(), read.asString(), sent);
      ObjectNode again = JsonNodeFactory.instance.objectNode();
      String custom = read.asString();
      int from = custom.indexOf("\"custom\":") + 9;
      int to = custom.indexOf(",\"preferences\"");
      Response back =
          ada.request().body("{\"custom\":" + custom.substring(from, to) + "}").put(PROFILE);
      assertEquals(200, back.statusCode(), sent);
      String returned = back.asString();
      assertEquals(
          custom.substring(from, to),
          returned.substring(
              returned.indexOf("\"custom\":") + 9, returned.indexOf(",\"preferences\"")),
          again::toString);
      assertEquals(200, ada.request().get(PROFILE).statusCode());
      JSON.readTree(returned);
    }
    assertTrue(accepted > 20, "the generator makes too few good documents");
  }

  private static String body(Route route, String member, String value) {
    StringBuilder body = new StringBuilder("{");
    for (Map.Entry<String, String> each : route.body().orElseThrow().entrySet()) {
      body.append(body.length() > 1 ? "," : "")
          .append('"')
          .append(each.getKey())
          .append("\":")
          .append(each.getKey().equals(member) ? value : '"' + each.getValue() + '"');
    }
    return body.append('}').toString();
  }

  private static String value(Random random, int depth) {
    return switch (random.nextInt(depth == 0 ? 2 : 4)) {
      case 0, 1 -> number(random);
      case 2 -> "[" + value(random, depth - 1) + "," + value(random, depth - 1) + "]";
      default ->
          "{\"b%d\":%s,\"a%d\":%s,\"c\":\"\\ud83d\\ude00\"}"
              .formatted(
                  random.nextInt(9),
                  value(random, depth - 1),
                  random.nextInt(9),
                  value(random, depth - 1));
    };
  }

  private static String number(Random random) {
    StringBuilder number = new StringBuilder(random.nextBoolean() ? "" : "-");
    int whole = 1 + random.nextInt(random.nextInt(6) == 0 ? 42 : 20);
    number.append(1 + random.nextInt(9));
    for (int i = 1; i < whole; i++) {
      number.append(random.nextInt(3) == 0 ? 0 : random.nextInt(10));
    }
    if (random.nextBoolean()) {
      number.append('.').append(random.nextInt(1000)).append("0".repeat(random.nextInt(4)));
    }
    if (random.nextBoolean()) {
      number.append(random.nextBoolean() ? "e" : "E-").append(random.nextInt(128));
    }
    return random.nextInt(12) == 0 ? "-0.00" : number.toString();
  }
}
