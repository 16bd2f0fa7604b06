package io.vestibule.apikey;

import static io.vestibule.testing.Problems.assertProblem;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import io.vestibule.testing.BackEnd;
import io.vestibule.testing.Eventually;
import io.vestibule.testing.LeakReports;
import io.vestibule.testing.Rows;
import io.vestibule.usage.ApiTokenOwner;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.ServiceKeyScopes;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** {@code POST /api/hooks/leaked-keys}. */
@QuarkusTest
class LeakedKeysTest {
  @Test
  void aLeakedKeyIsDisabledAndItsOwnerIsTold() {
    KeyClient key = KeyClient.create(Map.of());
    KeyClient other = KeyClient.create(key.owner(), Map.of());
    Rows.users().set(key.owner().userId(), "emailVerified", AttributeValue.fromBool(true));

    LeakReports.send(LeakReports.of(key.secret(), key.secret())).then().statusCode(204);

    assertProblem(key.use(1), ErrorCode.API_KEY_DISABLED);
    key.read().then().body("enabled", equalTo(false));
    other.use(1).then().statusCode(200);
    Eventually.holds(
        () ->
            key.owner()
                .session()
                .get("/api/user/security-events")
                .then()
                .body("events.act", hasItem("api-key-leak")));
  }

  /** The owner may enable it again; an old report that is sent again disables it once more. */
  @Test
  void aReportCanBeRepeated() {
    KeyClient key = KeyClient.create(Map.of());
    String report = LeakReports.of(key.secret());

    LeakReports.send(report).then().statusCode(204);
    LeakReports.send(report).then().statusCode(204);

    assertProblem(key.use(1), ErrorCode.API_KEY_DISABLED);
  }

  @Test
  void aSecretFromBeforeARotationDisablesTheKeyOnlyWhileItWorks() {
    KeyClient old = KeyClient.create(Map.of());
    KeyClient rotated = old.rotate(0);
    LeakReports.send(LeakReports.of(old.secret())).then().statusCode(204);
    rotated.use(1).then().statusCode(200);

    KeyClient again = rotated.rotate(3600);
    LeakReports.send(LeakReports.of(rotated.secret())).then().statusCode(204);
    assertProblem(again.use(1), ErrorCode.API_KEY_DISABLED);
  }

  @Test
  void aLeakedApiTokenIsReplaced() {
    ApiTokenOwner owner = ApiTokenOwner.signUp();
    KeyClient named = KeyClient.create(owner, Map.of());
    owner.use(3, null).then().statusCode(200);

    LeakReports.send(LeakReports.of(owner.apiToken())).then().statusCode(204);

    assertProblem(owner.use(1, null), ErrorCode.TOKEN_INVALID);
    named.use(1).then().statusCode(200).body("usage_count", equalTo(4));
    LeakReports.send(LeakReports.of(owner.apiToken())).then().statusCode(204);
    named.use(1).then().statusCode(200);
  }

  @Test
  void aLeakedServiceKeyIsDisabled() {
    BackEnd backEnd = BackEnd.withScopes(ServiceKeyScopes.USERS_READ);

    LeakReports.send(LeakReports.of(backEnd.secret())).then().statusCode(204);

    assertProblem(backEnd.request().get("/api/admin/users/x"), ErrorCode.SERVICE_KEY_DISABLED);
  }

  @Test
  void unknownSecretsAndOtherEntriesAreIgnored() {
    KeyClient key = KeyClient.create(Map.of());
    String known = LeakReports.of(key.secret());
    String mixed =
        "[1,null,{},{\"token\":7},{\"token\":\"vst_0\"},{\"token\":\"sk_live_0000000000000000\"},"
            + known.substring(1);

    LeakReports.send(mixed).then().statusCode(204);

    assertProblem(key.use(1), ErrorCode.API_KEY_DISABLED);
    LeakReports.send("[]").then().statusCode(204);
  }

  @Test
  void aForgedReportChangesNothing() {
    KeyClient key = KeyClient.create(Map.of());
    String report = LeakReports.of(key.secret());
    String signature = LeakReports.sign(report);

    assertProblem(
        LeakReports.send(report + " ", LeakReports.IDENTIFIER, signature),
        ErrorCode.SIGNATURE_INVALID);
    assertProblem(LeakReports.send(report, "other", signature), ErrorCode.SIGNATURE_INVALID);
    for (String wrong : new String[] {"", "x", "MEUCIQ==", signature + signature}) {
      assertProblem(
          LeakReports.send(report, LeakReports.IDENTIFIER, wrong), ErrorCode.SIGNATURE_INVALID);
    }
    assertEquals(200, key.use(1).statusCode());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "1", "\"a\"", "null"})
  void aSignedBodyThatIsNoArrayIsInvalid(String body) {
    assertProblem(LeakReports.send(body), ErrorCode.INVALID_REQUEST);
  }

  @Test
  void aSignedBodyThatIsNoJsonIsMalformed() {
    assertProblem(LeakReports.send("[{"), ErrorCode.MALFORMED_JSON);
  }
}
