package io.vestibule.testing;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A Cognito post-confirmation event with the forwarder's signature, which a test can corrupt. */
public record SignedEvent(String body, String id, String timestamp, String signature) {
  public static final String PATH = "/api/hooks/cognito/post-confirmation";

  /** Confirmation of a user of {@link ExternalIssuers#POOL}. */
  public static SignedEvent confirmSignUp(String subject, Map<String, String> attributes) {
    return of(body("PostConfirmation_ConfirmSignUp", ExternalIssuers.POOL, subject, attributes));
  }

  /** An event in Cognito's format. */
  public static String body(
      String trigger, String pool, String subject, Map<String, String> attributes) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("sub", subject);
    all.put("cognito:user_status", "CONFIRMED");
    all.putAll(attributes);
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("version", "1");
    event.put("region", "eu-west-1");
    event.put("userPoolId", pool);
    event.put("userName", "ada");
    event.put("callerContext", Map.of("clientId", TestIssuer.CLIENT));
    event.put("triggerSource", trigger);
    event.put("request", Map.of("userAttributes", all));
    event.put("response", Map.of());
    try {
      return new ObjectMapper().writeValueAsString(event);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  public static SignedEvent of(String body) {
    return of(body, Instant.now(), ExternalIssuers.HOOK_SECRET);
  }

  public static SignedEvent of(String body, Instant sent, String secret) {
    String id = "msg_" + UUID.randomUUID();
    String timestamp = Long.toString(sent.getEpochSecond());
    return new SignedEvent(body, id, timestamp, "v1," + sign(id, timestamp, body, secret));
  }

  public SignedEvent withBody(String other) {
    return new SignedEvent(other, id, timestamp, signature);
  }

  public SignedEvent withId(String other) {
    return new SignedEvent(body, other, timestamp, signature);
  }

  public SignedEvent withTimestamp(String other) {
    return new SignedEvent(body, id, other, signature);
  }

  public SignedEvent withSignature(String other) {
    return new SignedEvent(body, id, timestamp, other);
  }

  public Response send() {
    return given()
        .contentType("application/json")
        .header("webhook-id", id)
        .header("webhook-timestamp", timestamp)
        .header("webhook-signature", signature)
        .body(body.getBytes(StandardCharsets.UTF_8))
        .post(PATH);
  }

  private static String sign(String id, String timestamp, String body, String secret) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(
          new SecretKeySpec(
              Base64.getDecoder().decode(secret.substring("whsec_".length())), "HmacSHA256"));
      return Base64.getEncoder()
          .encodeToString(
              mac.doFinal((id + "." + timestamp + "." + body).getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
