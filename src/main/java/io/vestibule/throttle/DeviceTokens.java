package io.vestibule.throttle;

import io.quarkus.arc.Arc;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vestibule.crypto.Sealer;
import io.vestibule.web.RequestCookies;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Device tokens (OWASP, "Slow Down Online Guessing Attacks with Device Cookies"). Every login gives
 * the client a token that proves that this device has logged in to this account before. Attempts
 * with a valid token are limited by a counter of that device alone, so nobody else can lock the
 * device out, and a stolen token allows no more than {@code vestibule.throttle.device-limit}
 * guesses in a window.
 *
 * <p>A token is random id (16 bytes) ‖ expiry (8 bytes, epoch seconds), sealed under the service's
 * sealing key and bound to the account; 70 characters of base64url. Browsers keep it in a cookie;
 * other clients may send it in the header {@value #HEADER}. The value holds up to {@value
 * #MAX_TOKENS} tokens, separated by dots, because several people may use one browser.
 */
@ApplicationScoped
public class DeviceTokens {
  /** Carries device tokens of clients without cookies, in requests and in answers to a login. */
  public static final String HEADER = "Device-Token";

  private static final int MAX_TOKENS = 4;
  private static final int ID_SIZE = 16;
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{70}");
  private static final String PURPOSE = "vestibule/device-token/v1/";

  private final ThrottleConfig config;
  private final Sealer sealer;
  private final SecureRandom random;
  private final InstantSource clock;
  private final CurrentVertxRequest current;

  DeviceTokens(
      ThrottleConfig config,
      Sealer sealer,
      SecureRandom random,
      InstantSource clock,
      CurrentVertxRequest current) {
    this.config = config;
    this.sealer = sealer;
    this.random = random;
    this.clock = clock;
    this.current = current;
  }

  /** The well-formed tokens of the current request, unverified; empty outside a request. */
  public List<String> presented() {
    if (!Arc.container().requestContext().isActive()) {
      return List.of();
    }
    return Optional.ofNullable(current.getCurrent())
        .map(RoutingContext::request)
        .map(this::presented)
        .orElse(List.of());
  }

  /** The id of the valid token that the current request presents for the account, in hex. */
  Optional<String> presentedId(String email, Instant now) {
    return presented().stream()
        .flatMap(token -> open(token, email, now).stream())
        .findFirst()
        .map(HexFormat.of()::formatHex);
  }

  /**
   * Whether one of the tokens shows that the device has logged in to the account before.
   *
   * @param presented what {@link #presented} said of the login's request
   */
  public boolean isKnown(String email, List<String> presented) {
    Instant now = clock.instant();
    return presented.stream().anyMatch(token -> open(token, email, now).isPresent());
  }

  /**
   * The value that a client keeps after a login: a token for the account, with the id it had
   * before, and the tokens of other accounts.
   *
   * @param presented what {@link #presented} said of the login's request
   */
  public String issue(String email, List<String> presented) {
    Instant now = clock.instant();
    byte[] id = newId();
    List<String> others = new ArrayList<>();
    for (String token : presented) {
      Optional<byte[]> known = open(token, email, now);
      if (known.isPresent()) {
        id = known.get();
      } else {
        others.add(token);
      }
    }
    byte[] plain =
        ByteBuffer.allocate(ID_SIZE + Long.BYTES)
            .put(id)
            .putLong(now.plus(config.deviceLifetime()).getEpochSecond())
            .array();
    String token =
        Base64.getUrlEncoder().withoutPadding().encodeToString(sealer.seal(plain, PURPOSE + email));
    return String.join(
        ".", Stream.concat(Stream.of(token), others.stream()).limit(MAX_TOKENS).toList());
  }

  private List<String> presented(HttpServerRequest request) {
    return Stream.concat(
            request.headers().getAll(HEADER).stream(),
            RequestCookies.values(request, config.deviceCookieName()).stream())
        .flatMap(value -> Stream.of(value.split("\\.")))
        .filter(token -> TOKEN.matcher(token).matches())
        .distinct()
        .limit(MAX_TOKENS)
        .toList();
  }

  private Optional<byte[]> open(String token, String email, Instant now) {
    return sealer
        .open(Base64.getUrlDecoder().decode(token), PURPOSE + email)
        .filter(plain -> plain.length == ID_SIZE + Long.BYTES)
        .map(ByteBuffer::wrap)
        .flatMap(
            plain -> {
              byte[] id = new byte[ID_SIZE];
              plain.get(id);
              return now.getEpochSecond() < plain.getLong() ? Optional.of(id) : Optional.empty();
            });
  }

  private byte[] newId() {
    byte[] id = new byte[ID_SIZE];
    random.nextBytes(id);
    return id;
  }
}
