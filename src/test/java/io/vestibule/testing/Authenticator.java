package io.vestibule.testing;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import io.restassured.response.Response;
import io.vestibule.testing.Api.Person;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;

/**
 * The authenticator app of a test.
 *
 * @param secret in Base32
 * @param recoveryCodes the codes that were shown when it was set up
 */
public record Authenticator(String secret, List<String> recoveryCodes) {
  private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  /** Sets an app up for the person's account; the step of {@code now} is used up. */
  public static Authenticator of(Person person, Instant now) {
    Response setup = person.request().post("/api/user/mfa/totp");
    setup.then().statusCode(201);
    Authenticator unconfirmed = new Authenticator(setup.path("secret"), List.of());
    Response confirmed =
        person
            .request()
            .body(Map.of("code", unconfirmed.code(now)))
            .post("/api/user/mfa/totp/confirm");
    confirmed.then().statusCode(200);
    return new Authenticator(unconfirmed.secret(), confirmed.path("recovery_codes"));
  }

  /** The code of the step that contains {@code now}. */
  public String code(Instant now) {
    try {
      return new TimeBasedOneTimePasswordGenerator()
          .generateOneTimePasswordString(new SecretKeySpec(decode(secret), "RAW"), now);
    } catch (GeneralSecurityException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** A code that is right in no accepted step. */
  public String wrongCode(Instant now) {
    List<String> right = List.of(code(now.minusSeconds(30)), code(now), code(now.plusSeconds(30)));
    for (int candidate = 0; ; candidate++) {
      String code = "%06d".formatted(candidate);
      if (!right.contains(code)) {
        return code;
      }
    }
  }

  /** Decodes Base32 without padding. */
  public static byte[] decode(String base32) {
    byte[] bytes = new byte[base32.length() * 5 / 8];
    int window = 0;
    int bits = 0;
    int filled = 0;
    for (int at = 0; at < base32.length(); at++) {
      window = ((window << 5) | ALPHABET.indexOf(base32.charAt(at))) & 0xFFFF;
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        bytes[filled++] = (byte) (window >>> bits);
      }
    }
    return bytes;
  }
}
