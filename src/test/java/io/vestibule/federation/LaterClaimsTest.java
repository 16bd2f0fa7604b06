package io.vestibule.federation;

import static io.vestibule.testing.Api.bearer;
import static io.vestibule.testing.Api.credentials;
import static io.vestibule.testing.Api.freshEmail;
import static io.vestibule.testing.Api.freshPassword;
import static io.vestibule.testing.Api.post;
import static io.vestibule.testing.Problems.assertProblem;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import com.nimbusds.jwt.JWTClaimsSet;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.ExternalIssuers;
import io.vestibule.testing.Rows;
import io.vestibule.testing.TestIssuer;
import io.vestibule.web.ErrorCode;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Claims that arrive after the account was created complete it; verified facts win. */
@QuarkusTest
@QuarkusTestResource(ExternalIssuers.class)
class LaterClaimsTest {
  private static TestIssuer cognito;
  private static TestIssuer oidc;

  private final String subject = UUID.randomUUID().toString();
  private final long authTime = Instant.now().minusSeconds(30).getEpochSecond();

  @BeforeAll
  static void listen() {
    cognito = TestIssuer.listening(ExternalIssuers.POOL);
    oidc = TestIssuer.listening(ExternalIssuers.LAB);
  }

  @AfterAll
  static void close() {
    cognito.close();
    oidc.close();
  }

  @Test
  void cognitosAccessTokenThenItsIdToken() {
    String email = freshEmail();
    bearer(accessToken())
        .get("/api/user")
        .then()
        .statusCode(200)
        .body("email", nullValue())
        .body("name", nullValue());
    bearer(accessToken()).get("/api/user/profile").then().statusCode(200);

    String idToken =
        idToken(
            claims ->
                claims
                    .claim("email", email)
                    .claim("email_verified", true)
                    .claim("given_name", "Ada")
                    .claim("family_name", "Lovelace")
                    .claim("picture", "https://example.com/ada.png")
                    .claim("phone_number", "+441234567890"));
    bearer(idToken).get("/api/user").then().statusCode(200);

    bearer(accessToken())
        .get("/api/user")
        .then()
        .body("user_id", equalTo(subject))
        .body("email", equalTo(email))
        .body("emailVerified", equalTo(true))
        .body("name", equalTo("Ada Lovelace"))
        .body("profileImage", equalTo("https://example.com/ada.png"))
        .body("phoneNumber", equalTo("+441234567890"));
    bearer(accessToken())
        .get("/api/user/profile")
        .then()
        .body("email", equalTo(email))
        .body("givenName", equalTo("Ada"))
        .body("familyName", equalTo("Lovelace"))
        .body("displayName", equalTo("Ada Lovelace"))
        .body("avatarUrl", equalTo("https://example.com/ada.png"))
        .body("version", equalTo(2));
    assertProblem(
        post("/api/register", credentials(email, freshPassword())), ErrorCode.USER_EXISTS);
  }

  @Test
  void verifiedAddressReplacesAnUnverifiedOne() {
    String unverified = freshEmail();
    String verified = freshEmail();
    bearer(idToken(claims -> claims.claim("email", unverified)))
        .get("/api/user")
        .then()
        .body("email", equalTo(unverified))
        .body("emailVerified", equalTo(false));

    String later = idToken(claims -> claims.claim("email", verified).claim("email_verified", true));
    bearer(later).get("/api/user").then().statusCode(200);

    bearer(later)
        .get("/api/user")
        .then()
        .body("email", equalTo(verified))
        .body("emailVerified", equalTo(true));
    bearer(later).get("/api/user/profile").then().body("email", equalTo(verified));
    post("/api/register", credentials(unverified, freshPassword())).then().statusCode(201);
    assertProblem(
        post("/api/register", credentials(verified, freshPassword())), ErrorCode.USER_EXISTS);
  }

  @Test
  void addressThatIsVerifiedLaterIsReserved() {
    String email = freshEmail();
    bearer(idToken(claims -> claims.claim("email", email))).get("/api/user");

    bearer(idToken(claims -> claims.claim("email", email).claim("email_verified", true)))
        .get("/api/user")
        .then()
        .statusCode(200);

    bearer(accessToken()).get("/api/user").then().body("emailVerified", equalTo(true));
    assertProblem(
        post("/api/register", credentials(email, freshPassword())), ErrorCode.USER_EXISTS);
  }

  @Test
  void aVerifiedAddressMovesFromAnUnverifiedAccount() {
    bearer(accessToken()).get("/api/user").then().statusCode(200);
    Person other = Api.register();

    bearer(idToken(claims -> claims.claim("email", other.email()).claim("email_verified", true)))
        .get("/api/user")
        .then()
        .statusCode(200);

    bearer(accessToken())
        .get("/api/user")
        .then()
        .body("user_id", equalTo(subject))
        .body("email", equalTo(other.email()));
    other.request().get("/api/user").then().statusCode(200).body("email", equalTo(null));
    assertProblem(
        post("/api/login", credentials(other.email(), other.password())),
        ErrorCode.INVALID_EMAIL_OR_PASSWORD);
  }

  @Test
  void aVerifiedAddressOfAnotherAccountBecomesDataOnly() {
    bearer(accessToken()).get("/api/user").then().statusCode(200);
    Person other = Api.register();
    Rows.users().set(other.userId(), "emailVerified", AttributeValue.fromBool(true));

    bearer(idToken(claims -> claims.claim("email", other.email()).claim("email_verified", true)))
        .get("/api/user")
        .then()
        .statusCode(200);

    bearer(accessToken()).get("/api/user").then().body("email", equalTo(other.email()));
    post("/api/login", credentials(other.email(), other.password()))
        .then()
        .statusCode(200)
        .body("user_id", equalTo(other.userId()));
  }

  @Test
  void existingValuesStayAndRemovedOnesDoNotComeBack() {
    String first = idToken(claims -> claims.claim("name", "Ada"));
    bearer(first).get("/api/user").then().body("name", equalTo("Ada"));
    bearer(first).body("{\"name\":null}").patch("/api/user").then().statusCode(200);
    bearer(first).body("{\"profileImage\":\"https://example.com/own.png\"}").patch("/api/user");

    bearer(
            idToken(
                claims ->
                    claims.claim("name", "Ada").claim("picture", "https://example.com/ada.png")))
        .get("/api/user")
        .then()
        .statusCode(200);

    bearer(first)
        .get("/api/user")
        .then()
        .body("name", nullValue())
        .body("profileImage", equalTo("https://example.com/own.png"));

    bearer(first).body("{\"profileImage\":null}").patch("/api/user").then().statusCode(200);
    bearer(
            idToken(
                claims ->
                    claims
                        .claim("picture", "https://example.com/ada.png")
                        .claim("phone_number", "+441234567890")))
        .get("/api/user")
        .then()
        .statusCode(200);

    bearer(first)
        .get("/api/user")
        .then()
        .body("profileImage", nullValue())
        .body("phoneNumber", equalTo("+441234567890"));
  }

  @Test
  void addressOfAPasswordLoginIsNotReplaced() {
    Person owner = Api.register();
    String token =
        oidc.token(
            subject, claims -> claims.claim("email", freshEmail()).claim("email_verified", true));
    owner
        .request()
        .body(Map.of("token", token))
        .post("/api/user/identities")
        .then()
        .statusCode(200);

    bearer(token).get("/api/user").then().statusCode(200);

    bearer(token)
        .get("/api/user")
        .then()
        .body("user_id", equalTo(owner.userId()))
        .body("email", equalTo(owner.email()))
        .body("emailVerified", equalTo(false));
  }

  private String accessToken() {
    return cognito.token(
        subject,
        claims ->
            claims
                .audience((String) null)
                .claim("auth_time", authTime)
                .claim("token_use", "access")
                .claim("client_id", TestIssuer.CLIENT)
                .claim("username", "ada"));
  }

  private String idToken(Consumer<JWTClaimsSet.Builder> more) {
    return cognito.token(
        subject,
        claims -> {
          claims.claim("auth_time", authTime).claim("token_use", "id");
          more.accept(claims);
        });
  }
}
