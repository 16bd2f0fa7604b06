package io.vestibule.session;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Builds valid and invalid JWTs with the JDK alone. Starts with a token that is valid except for
 * its signature.
 */
final class TokenForger {
  private final Map<String, Object> header = new LinkedHashMap<>();
  private final Map<String, Object> claims = new LinkedHashMap<>();

  /** Header and claims as {@link TokenIssuer} makes them, valid from {@code now} for an hour. */
  TokenForger(String keyId, long now) {
    header.put("typ", "at+jwt");
    header.put("alg", "ES256");
    header.put("kid", keyId);
    claims.put("iss", TokenFixtures.ISSUER);
    claims.put("aud", "vestibule");
    claims.put("sub", "user-1");
    claims.put("sid", "session-1");
    claims.put("gen", 1);
    claims.put("email", "forged@people.example");
    claims.put("plan", "free");
    claims.put("groups", new String[] {"customer"});
    claims.put("iat", now);
    claims.put("exp", now + 3_600);
    claims.put("jti", "token-1");
  }

  /** Sets a member of the header; null removes it. */
  TokenForger header(String name, Object value) {
    set(header, name, value);
    return this;
  }

  /** Sets a claim; null removes it. */
  TokenForger claim(String name, Object value) {
    set(claims, name, value);
    return this;
  }

  String es256(PrivateKey key) {
    return signed("SHA256withECDSAinP1363Format", key);
  }

  /** Signed in DER format; JWS requires r and s concatenated. */
  String es256InDer(PrivateKey key) {
    return signed("SHA256withECDSA", key);
  }

  String rs256(PrivateKey key) {
    return signed("SHA256withRSA", key);
  }

  String hs256(byte[] secret) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      String input = signingInput();
      return input + "." + base64(mac.doFinal(input.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  String unsigned() {
    return signingInput() + ".";
  }

  private String signed(String algorithm, PrivateKey key) {
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      String input = signingInput();
      signature.update(input.getBytes(StandardCharsets.US_ASCII));
      return input + "." + base64(signature.sign());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private String signingInput() {
    return base64(json(header)) + "." + base64(json(claims));
  }

  private static void set(Map<String, Object> members, String name, Object value) {
    if (value == null) {
      members.remove(name);
    } else {
      members.put(name, value);
    }
  }

  private static byte[] json(Map<String, Object> members) {
    try {
      return new ObjectMapper().writeValueAsBytes(members);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
