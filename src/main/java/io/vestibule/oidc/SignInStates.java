package io.vestibule.oidc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vestibule.crypto.Sealer;
import io.vestibule.oidc.ReturnTarget.Kind;
import io.vestibule.oidc.SignInState.StartedIn;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Makes sign-in states, and seals them for the cookie: JSON, AES-256-GCM, base64url, at most 2500
 * characters.
 */
@ApplicationScoped
class SignInStates {
  private static final String PURPOSE = "vestibule/redirect-sign-in/v1";
  private static final int STATE_SIZE = 16;
  private static final int VERIFIER_SIZE = 32;

  private final RedirectConfig config;
  private final Sealer sealer;
  private final ObjectMapper json;
  private final SecureRandom random;
  private final InstantSource clock;

  SignInStates(
      RedirectConfig config,
      Sealer sealer,
      ObjectMapper json,
      SecureRandom random,
      InstantSource clock) {
    this.config = config;
    this.sealer = sealer;
    this.json = json;
    this.random = random;
    this.clock = clock;
  }

  SignInState create(
      String provider,
      ReturnTarget target,
      AppRequest app,
      boolean link,
      StartedIn session,
      List<String> devices) {
    Instant now = clock.instant();
    return new SignInState(
        provider,
        random(STATE_SIZE),
        random(STATE_SIZE),
        random(VERIFIER_SIZE),
        target,
        app,
        link,
        session,
        devices,
        now,
        now.plus(config.stateLifetime()));
  }

  String seal(SignInState state) {
    ObjectNode plain = json.createObjectNode();
    plain
        .put("provider", state.provider())
        .put("state", state.state())
        .put("nonce", state.nonce())
        .put("verifier", state.verifier())
        .put("address", state.target().address())
        .put("kind", state.target().kind().name())
        .put("challenge", state.app().codeChallenge())
        .put("app_state", state.app().state())
        .put("link", state.link())
        .put("user_id", state.session().userId())
        .put("session_id", state.session().sessionId())
        .put("started_at", state.startedAt().toEpochMilli())
        .put("expires_at", state.expiresAt().toEpochMilli());
    ArrayNode devices = plain.putArray("devices");
    state.devices().forEach(devices::add);
    try {
      byte[] sealed = sealer.seal(json.writeValueAsBytes(plain), PURPOSE);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
    } catch (IOException impossible) {
      throw new IllegalStateException("a tree can be written", impossible);
    }
  }

  /** The state, if this service has sealed it and it has not expired. */
  Optional<SignInState> open(String sealed) {
    try {
      Optional<byte[]> plain = sealer.open(Base64.getUrlDecoder().decode(sealed), PURPOSE);
      return plain.isEmpty()
          ? Optional.empty()
          : Optional.of(read(json.readTree(plain.get())))
              .filter(state -> clock.instant().isBefore(state.expiresAt()));
    } catch (IOException | IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  private static SignInState read(JsonNode plain) {
    List<String> devices = new ArrayList<>();
    plain.path("devices").forEach(device -> devices.add(device.asText()));
    return new SignInState(
        plain.path("provider").asText(),
        plain.path("state").asText(),
        plain.path("nonce").asText(),
        plain.path("verifier").asText(),
        new ReturnTarget(plain.path("address").asText(), Kind.valueOf(plain.path("kind").asText())),
        new AppRequest(plain.path("challenge").textValue(), plain.path("app_state").textValue()),
        plain.path("link").asBoolean(),
        new StartedIn(plain.path("user_id").textValue(), plain.path("session_id").textValue()),
        devices,
        Instant.ofEpochMilli(plain.path("started_at").asLong()),
        Instant.ofEpochMilli(plain.path("expires_at").asLong()));
  }

  private String random(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
