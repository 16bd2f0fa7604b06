package io.vestibule.session;

import static io.vestibule.session.TokenFixtures.keys;
import static io.vestibule.session.TokenFixtures.p256;
import static io.vestibule.session.TokenFixtures.pem;
import static io.vestibule.session.TokenFixtures.rsa;
import static io.vestibule.session.TokenFixtures.signingWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quarkus.security.AuthenticationFailedException;
import io.vestibule.signing.SigningKeys;
import io.vestibule.web.Authentication;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jose4j.jwk.JsonWebKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** RFC 8725 and well-known attacks on JWT against the verifier. */
class TokenVerifierTest {
  private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
  private static final KeyPair OURS = p256();
  private static final KeyPair FORMER = p256();
  private static final KeyPair OTHER = p256();
  private static final String OUR_ID = signingWith(OURS).signingKeyId();
  private static final SigningKeys KEYS =
      new SigningKeys(
          keys(Map.of("signing", pem(OURS.getPrivate()), "verifying", pem(FORMER.getPublic()))));

  static Stream<Arguments> forged() {
    Map<String, String> tokens = new LinkedHashMap<>();
    tokens.put("alg none", validToken().header("alg", "none").unsigned());
    tokens.put("alg None", validToken().header("alg", "None").unsigned());
    tokens.put(
        "alg none without kid", validToken().header("alg", "none").header("kid", null).unsigned());
    tokens.put("alg none, but signed", validToken().header("alg", "none").es256(OURS.getPrivate()));
    tokens.put("ES256 without signature", validToken().unsigned());
    tokens.put("no alg", validToken().header("alg", null).es256(OURS.getPrivate()));
    tokens.put("HS256 with the public key's PEM", hs256(pem(OURS.getPublic())));
    tokens.put("HS256 with the PEM's text, stripped", hs256(pem(OURS.getPublic()).strip()));
    tokens.put(
        "HS256 with the public key's DER",
        validToken().header("alg", "HS256").hs256(OURS.getPublic().getEncoded()));
    tokens.put("HS256 with the published JWK", hs256(jwk()));
    tokens.put("HS256 with the JWK's x", hs256(part("x")));
    tokens.put("HS256 with an empty-ish key", hs256("0"));
    tokens.put("RS256 with another key", rs256());
    tokens.put("ES256 with another key under our kid", validToken().es256(OTHER.getPrivate()));
    tokens.put(
        "ES256 with another key under its own kid",
        validToken().header("kid", signingWith(OTHER).signingKeyId()).es256(OTHER.getPrivate()));
    tokens.put("signature in DER", validToken().es256InDer(OURS.getPrivate()));
    tokens.put("ES384 named", signed(token -> token.header("alg", "ES384")));
    tokens.put("ES256K named", signed(token -> token.header("alg", "ES256K")));
    tokens.put("alg in lower case", signed(token -> token.header("alg", "es256")));
    tokens.put("no kid", signed(token -> token.header("kid", null)));
    tokens.put("empty kid", signed(token -> token.header("kid", "")));
    tokens.put("unknown kid", signed(token -> token.header("kid", "nobody")));
    tokens.put("kid that is a path", signed(token -> token.header("kid", "../../dev/null")));
    tokens.put("kid that is a number", signed(token -> token.header("kid", 1)));
    tokens.put("kid of the other key", signed(token -> token.header("kid", formerId())));
    tokens.put("jku", signed(token -> token.header("jku", "https://people.example/jwks.json")));
    tokens.put("jwk, ours", signed(token -> token.header("jwk", publicJwk(OURS))));
    tokens.put(
        "jwk of another key, and signed with it",
        validToken().header("jwk", publicJwk(OTHER)).es256(OTHER.getPrivate()));
    tokens.put("x5u", signed(token -> token.header("x5u", "https://people.example/x.pem")));
    tokens.put("x5c", signed(token -> token.header("x5c", new String[] {"MIIB"})));
    tokens.put("an unknown critical header", signed(t -> t.header("crit", new String[] {"x"})));
    tokens.put(
        "b64 false", signed(t -> t.header("b64", false).header("crit", new String[] {"b64"})));
    tokens.put("no typ", signed(token -> token.header("typ", null)));
    tokens.put("typ JWT", signed(token -> token.header("typ", "JWT")));
    tokens.put("typ of an ID token", signed(token -> token.header("typ", "id+jwt")));
    tokens.put("no iss", signed(token -> token.claim("iss", null)));
    tokens.put("another's iss", signed(token -> token.claim("iss", "https://people.example")));
    tokens.put("iss with a slash", signed(token -> token.claim("iss", TokenFixtures.ISSUER + "/")));
    tokens.put("iss in capitals", signed(token -> token.claim("iss", "HTTPS://VESTIBULE.TEST")));
    tokens.put("iss a list", signed(t -> t.claim("iss", new String[] {TokenFixtures.ISSUER})));
    tokens.put("no aud", signed(token -> token.claim("aud", null)));
    tokens.put("another's aud", signed(token -> token.claim("aud", "vestibules")));
    tokens.put("empty aud", signed(token -> token.claim("aud", new String[0])));
    tokens.put("no sub", signed(token -> token.claim("sub", null)));
    tokens.put("sub a number", signed(token -> token.claim("sub", 1)));
    tokens.put("no sid", signed(token -> token.claim("sid", null)));
    tokens.put("sid a number", signed(token -> token.claim("sid", 1)));
    tokens.put("no gen", signed(token -> token.claim("gen", null)));
    tokens.put("gen a text", signed(token -> token.claim("gen", "1")));
    tokens.put("no groups", signed(token -> token.claim("groups", null)));
    tokens.put("empty groups", signed(token -> token.claim("groups", new String[0])));
    tokens.put("groups a text", signed(token -> token.claim("groups", "admin")));
    tokens.put("no iat", signed(token -> token.claim("iat", null)));
    tokens.put("no jti", signed(token -> token.claim("jti", null)));
    tokens.put("no exp", signed(token -> token.claim("exp", null)));
    tokens.put("exp a text", signed(token -> token.claim("exp", "2040")));
    tokens.put("exp this very second", signed(token -> token.claim("exp", NOW.getEpochSecond())));
    tokens.put("exp a second ago", signed(token -> token.claim("exp", NOW.getEpochSecond() - 1)));
    tokens.put("nbf in a second", signed(token -> token.claim("nbf", NOW.getEpochSecond() + 1)));
    tokens.put("longer than any of ours", signed(token -> token.claim("more", "m".repeat(4_096))));
    String good = signed(token -> token);
    String[] parts = good.split("\\.");
    tokens.put("header and claims alone", parts[0] + "." + parts[1]);
    tokens.put("claims alone", parts[1]);
    tokens.put("an empty claims part", parts[0] + ".." + parts[2]);
    tokens.put("the signature twice", good + "." + parts[2]);
    tokens.put("five parts", good + ".." + parts[2]);
    tokens.put("padding after it", good + "=");
    tokens.put("a line break after it", good + "\n");
    tokens.put("a space in it", parts[0] + "." + " " + parts[1] + "." + parts[2]);
    tokens.put("JSON serialisation", jsonSerialised(parts));
    tokens.put("nothing", "");
    tokens.put("dots", "..");
    tokens.put("no base64", "\u00e9.\u00e9.\u00e9");
    return tokens.entrySet().stream().map(e -> Arguments.of(e.getKey(), e.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("forged")
  void isRefusedWithoutAReason(String name, String token) {
    var refused =
        assertThrows(AuthenticationFailedException.class, () -> verifierAt(NOW).verify(token));

    assertNull(refused.getMessage());
    assertNull(refused.getCause());
  }

  @Test
  void aValidTokenIsRead() {
    TokenClaims claims = verifierAt(NOW).verify(signed(token -> token));

    assertEquals(
        new TokenClaims(
            "user-1", "session-1", 1, "customer", Optional.empty(), NOW.plus(Duration.ofHours(1))),
        claims);
  }

  @Test
  void aTokenOfThePreviousKeyIsAccepted() {
    String old = validToken().header("kid", formerId()).es256(FORMER.getPrivate());

    assertEquals("user-1", verifierAt(NOW).verify(old).userId());
  }

  @Test
  void anIssuedTokenIsValidUntilItExpires() {
    Instant end = NOW.plus(Duration.ofDays(1));
    String token =
        new TokenIssuer(KEYS, TokenFixtures.tokens())
            .issue(
                new Principal("user-2", "user-2@people.example", "pro", "vendor"),
                new Session(
                    "session-2",
                    "user-2",
                    TokenTransport.COOKIE,
                    3,
                    NOW,
                    NOW,
                    NOW,
                    end,
                    Authentication.at(NOW, "pwd", "otp", "mfa"),
                    null),
                NOW)
            .token();

    TokenClaims claims = verifierAt(end.minusMillis(1)).verify(token);
    Optional<Authentication> how = Optional.of(Authentication.at(NOW, "pwd", "otp", "mfa"));
    assertEquals(new TokenClaims("user-2", "session-2", 3, "vendor", how, end), claims);
    assertThrows(AuthenticationFailedException.class, () -> verifierAt(end).verify(token));
  }

  /** Includes the unused bits of the last character. */
  @Test
  void aTokenAlteredInAnyOneCharacterIsRefused() {
    String token = signed(claims -> claims);
    TokenVerifier verifier = verifierAt(NOW);
    for (int at = 0; at < token.length(); at++) {
      for (char other : new char[] {'A', 'B', 'x', '-', '_', '.', '=', '+', '/'}) {
        String altered = token.substring(0, at) + other + token.substring(at + 1);
        if (!altered.equals(token)) {
          assertThrows(
              AuthenticationFailedException.class,
              () -> verifier.verify(altered),
              "character " + at + " as " + other);
        }
      }
    }
  }

  @Test
  void aTokenCutShortAnywhereIsRefused() {
    String token = signed(claims -> claims);
    TokenVerifier verifier = verifierAt(NOW);
    for (int length = 0; length < token.length(); length++) {
      String cut = token.substring(0, length);
      assertThrows(AuthenticationFailedException.class, () -> verifier.verify(cut));
    }
  }

  private static TokenVerifier verifierAt(Instant now) {
    return new TokenVerifier(KEYS, TokenFixtures.tokens(), InstantSource.fixed(now));
  }

  private static TokenForger validToken() {
    return new TokenForger(OUR_ID, NOW.getEpochSecond());
  }

  /** Signed with the configured key, so that only {@code change} can make it invalid. */
  private static String signed(UnaryOperator<TokenForger> change) {
    return change.apply(validToken()).es256(OURS.getPrivate());
  }

  private static String formerId() {
    return signingWith(FORMER).signingKeyId();
  }

  private static String hs256(String secret) {
    return validToken().header("alg", "HS256").hs256(secret.getBytes(StandardCharsets.UTF_8));
  }

  private static String rs256() {
    return validToken().header("alg", "RS256").rs256(rsa().getPrivate());
  }

  private static Map<String, Object> publicJwk(KeyPair pair) {
    return signingWith(pair)
        .published()
        .iterator()
        .next()
        .toParams(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
  }

  private static String jwk() {
    return signingWith(OURS)
        .published()
        .iterator()
        .next()
        .toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
  }

  private static String part(String name) {
    return publicJwk(OURS).get(name).toString();
  }

  private static String jsonSerialised(String[] parts) {
    return "{\"protected\":\"%s\",\"payload\":\"%s\",\"signature\":\"%s\"}"
        .formatted(parts[0], parts[1], parts[2]);
  }
}
