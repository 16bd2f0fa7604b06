package io.vestibule.login;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vestibule.crypto.Sealer;
import io.vestibule.runtime.Digests;
import io.vestibule.session.TokenTransport;
import io.vestibule.web.ApiException;
import io.vestibule.web.Authentication;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Tokens of logins that wait for a second factor: a value under the service's sealing key, valid
 * for five minutes on every replica. It holds user id, door, transport, a digest of the User-Agent,
 * time and methods of the first proof, and its expiry, separated by zero bytes.
 */
@ApplicationScoped
class MfaTokens {
  static final Duration LIFETIME = Duration.ofMinutes(5);

  private static final String PURPOSE = "vestibule/mfa-token/v1";
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{40,2000}");
  private static final int PARTS = 7;

  private final Sealer sealer;
  private final InstantSource clock;

  MfaTokens(Sealer sealer, InstantSource clock) {
    this.sealer = sealer;
    this.clock = clock;
  }

  /**
   * An opened token.
   *
   * @param how the first proof
   */
  record Pending(String userId, String door, TokenTransport transport, Authentication how) {}

  String issue(String userId, Authentication how, LoginDoor door) {
    String plain =
        String.join(
            "\0",
            userId,
            door.name(),
            door.transport().wire(),
            digest(door.device()),
            how.time().toString(),
            String.join(" ", how.methods()),
            clock.instant().plus(LIFETIME).toString());
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(sealer.seal(plain.getBytes(UTF_8), PURPOSE));
  }

  /**
   * @param device the User-Agent of the request; null for none
   * @throws ApiException {@link ErrorCode#MFA_TOKEN_INVALID} for a token that is not ours, has
   *     expired or belongs to another client
   */
  Pending open(String token, String device) {
    if (!FORM.matcher(token).matches()) {
      throw invalid();
    }
    byte[] sealed;
    try {
      sealed = Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException notBase64) {
      throw invalid();
    }
    String plain =
        sealer
            .open(sealed, PURPOSE)
            .map(bytes -> new String(bytes, UTF_8))
            .orElseThrow(MfaTokens::invalid);
    List<String> parts = Arrays.asList(plain.split("\0", -1));
    boolean valid =
        parts.size() == PARTS
            && parts.get(3).equals(digest(device))
            && clock.instant().isBefore(Instant.parse(parts.get(6)));
    if (!valid) {
      throw invalid();
    }
    return new Pending(
        parts.get(0),
        parts.get(1),
        TokenTransport.ofWire(parts.get(2)),
        new Authentication(Instant.parse(parts.get(4)), List.of(parts.get(5).split(" "))));
  }

  private static String digest(String device) {
    return Base64.getEncoder()
        .encodeToString(Digests.sha256(Objects.requireNonNullElse(device, "")));
  }

  private static ApiException invalid() {
    return ApiException.of(ErrorCode.MFA_TOKEN_INVALID);
  }
}
