package io.vestibule.oidc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.vestibule.challenge.ReplayGuard;
import io.vestibule.crypto.Sealer;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The codes that apps exchange for a session: sealed, valid for a minute, used once, and of no use
 * without the verifier of the app's challenge.
 */
@ApplicationScoped
class AppCodes {
  private static final String PURPOSE = "vestibule/app-code/v1";
  private static final int ID_SIZE = 16;
  private static final Pattern VERIFIER = Pattern.compile("[A-Za-z0-9._~-]{43,128}");

  private final RedirectConfig config;
  private final ReplayGuard replays;
  private final Sealer sealer;
  private final ObjectMapper json;
  private final SecureRandom random;
  private final InstantSource clock;

  AppCodes(
      RedirectConfig config,
      ReplayGuard replays,
      Sealer sealer,
      ObjectMapper json,
      SecureRandom random,
      InstantSource clock) {
    this.config = config;
    this.replays = replays;
    this.sealer = sealer;
    this.json = json;
    this.random = random;
    this.clock = clock;
  }

  /**
   * Who has signed in.
   *
   * @param at when the user came back from the provider
   */
  record SignedInUser(String userId, Instant at) {}

  /** A code of about 300 characters, base64url. */
  String issue(String userId, AppRequest app) {
    byte[] id = new byte[ID_SIZE];
    random.nextBytes(id);
    Instant now = clock.instant();
    try {
      byte[] plain =
          json.writeValueAsBytes(
              json.createObjectNode()
                  .put("id", base64(id))
                  .put("user_id", userId)
                  .put("challenge", app.codeChallenge())
                  .put("at", now.toEpochMilli())
                  .put("expires_at", now.plus(config.codeLifetime()).toEpochMilli()));
      return base64(sealer.seal(plain, PURPOSE));
    } catch (IOException impossible) {
      throw new IllegalStateException("a tree can be written", impossible);
    }
  }

  /**
   * Uses a code. A wrong verifier does not use it up: whoever stole the code cannot keep the app
   * from its session.
   *
   * @throws ApiException {@link ErrorCode#CHALLENGE_INVALID}
   */
  Uni<SignedInUser> redeem(String code, String verifier) {
    JsonNode opened =
        open(code)
            .filter(plain -> clock.millis() < plain.path("expires_at").asLong())
            .filter(plain -> matches(plain.path("challenge").asText(), verifier))
            .orElseThrow(() -> ApiException.of(ErrorCode.CHALLENGE_INVALID));
    return replays
        .claim(
            "code:" + opened.path("id").asText(),
            Instant.ofEpochMilli(opened.path("expires_at").asLong()))
        .map(
            first -> {
              if (!first) {
                throw ApiException.of(ErrorCode.CHALLENGE_INVALID);
              }
              return new SignedInUser(
                  opened.path("user_id").asText(),
                  Instant.ofEpochMilli(opened.path("at").asLong()));
            });
  }

  private Optional<JsonNode> open(String code) {
    try {
      Optional<byte[]> plain = sealer.open(Base64.getUrlDecoder().decode(code), PURPOSE);
      return plain.isEmpty() ? Optional.empty() : Optional.of(json.readTree(plain.get()));
    } catch (IOException | IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  private static boolean matches(String challenge, String verifier) {
    return VERIFIER.matcher(verifier).matches()
        && MessageDigest.isEqual(
            challenge.getBytes(StandardCharsets.US_ASCII),
            CodeExchange.challenge(verifier).getBytes(StandardCharsets.US_ASCII));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
