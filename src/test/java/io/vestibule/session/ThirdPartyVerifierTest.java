package io.vestibule.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.quarkus.test.junit.QuarkusTest;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.RawHttp;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Another service verifies tokens with an independent library (Nimbus), given only the address of
 * the key set.
 */
@QuarkusTest
class ThirdPartyVerifierTest {
  @Test
  void verifiesTokensOfBothLoginRoutes() throws Exception {
    Person person = Api.register();

    for (String token : List.of(person.token(), Api.cookieOf(person))) {
      JWTClaimsSet claims = verifier().process(token, null);

      assertEquals(person.userId(), claims.getSubject());
      assertEquals(person.email(), claims.getStringClaim("email"));
      assertEquals("free", claims.getStringClaim("plan"));
      assertEquals(List.of("customer"), claims.getStringListClaim("groups"));
      assertEquals(1L, claims.getLongClaim("gen"));
    }
  }

  @Test
  void refusesAModifiedToken() {
    String token = Api.register().token();
    String[] parts = token.split("\\.");
    String other = Api.register().token().split("\\.")[1];

    assertThrows(
        BadJOSEException.class,
        () -> verifier().process(parts[0] + "." + other + "." + parts[2], null));
  }

  @Test
  void lifetimesDependOnTheTransport() throws Exception {
    Person person = Api.register();

    assertLasts(Duration.ofDays(30), person.token());
    assertLasts(Duration.ofDays(1), Api.cookieOf(person));
  }

  /** The second may change between the session's beginning and its token's. */
  private static void assertLasts(Duration expected, String token) throws Exception {
    JWTClaimsSet claims = verifier().process(token, null);
    Duration lasts =
        Duration.between(claims.getIssueTime().toInstant(), claims.getExpirationTime().toInstant());
    assertTrue(List.of(expected, expected.minusSeconds(1)).contains(lasts), () -> "lasts " + lasts);
  }

  private static DefaultJWTProcessor<SecurityContext> verifier() throws Exception {
    URL keys = URI.create(RawHttp.address() + "/.well-known/jwks.json").toURL();
    DefaultJWTProcessor<SecurityContext> verifier = new DefaultJWTProcessor<>();
    verifier.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(new JOSEObjectType("at+jwt")));
    verifier.setJWSKeySelector(
        new JWSVerificationKeySelector<>(
            JWSAlgorithm.ES256, JWKSourceBuilder.create(keys).build()));
    verifier.setJWTClaimsSetVerifier(
        new DefaultJWTClaimsVerifier<>(
            "vestibule",
            new JWTClaimsSet.Builder().issuer("https://vestibule.test").build(),
            Set.of("sub", "iat", "exp", "jti", "sid")));
    return verifier;
  }
}
