package io.vestibule.throttle;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vestibule.credential.HashingClient;
import io.vestibule.web.ApiException;
import io.vestibule.web.ClientAddress;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Limits attempts to guess a password. Every check of a password goes through {@link #guard}.
 *
 * <p>An attempt is counted as a failure before the password is hashed, and the count is taken back
 * when the password was right or was not checked. So neither concurrent requests nor clients that
 * close the connection get more guesses than the limit.
 *
 * <p>Failures are counted for the e-mail address and client address together (low limit), for the
 * e-mail address, and for the client address (high limits). Strangers cannot lock an owner out: a
 * device with a valid {@linkplain DeviceTokens device token} has a budget of its own, and the limit
 * of the e-mail address does not apply to client addresses from which the owner has logged in.
 */
@ApplicationScoped
public class LoginThrottle {
  /** A known client address is written again when its remaining time has shrunk by this much. */
  private static final Duration RENEWAL_INTERVAL = Duration.ofDays(1);

  private final ThrottleStore store;
  private final ThrottleKeys keys;
  private final ThrottleConfig config;
  private final DeviceTokens devices;
  private final ClientAddress client;
  private final InstantSource clock;
  private final Counter refused;

  LoginThrottle(
      ThrottleStore store,
      ThrottleKeys keys,
      ThrottleConfig config,
      DeviceTokens devices,
      ClientAddress client,
      InstantSource clock,
      MeterRegistry metrics) {
    this.store = store;
    this.keys = keys;
    this.config = config;
    this.devices = devices;
    this.client = client;
    this.clock = clock;
    this.refused =
        Counter.builder("vestibule.throttle.refused")
            .description("Attempts answered with 429 before a password was looked at")
            .register(metrics);
  }

  /** What was counted for an attempt that is in progress. */
  private record Reservation(ThrottleState state, List<FailureCounter> counted) {}

  /**
   * Runs {@code check} if the limits allow it, and counts it if the password is wrong.
   *
   * @param email of the account, in canonical form; an unknown one is counted in the same way
   * @param succeeded whether a result of {@code check} means that the password was right
   * @param check checks the password. Its argument is the throttle's permission: subscribe to it
   *     together with the look-ups and wait for it before the hash. It fails with {@link
   *     ErrorCode#TOO_MANY_ATTEMPTS} where the attempt is refused
   */
  public <T> Uni<T> guard(String email, Predicate<T> succeeded, Function<Uni<Void>, Uni<T>> check) {
    Instant now = clock.instant();
    String network = client.network();
    LoginAttempt attempt = keys.attempt(email, network, devices.presentedId(email, now), now);
    HashingClient.setCurrent(new HashingClient(network, attempt.email().key()));
    return guard(attempt, succeeded, check);
  }

  /**
   * The same for codes of a second factor. They are counted apart from passwords: a right password
   * must not forgive wrong codes. The limit of an account is lower, because a code is short.
   *
   * @param loginName of the account, to which device tokens are bound
   */
  public Uni<Boolean> guardSecondFactor(String loginName, Supplier<Uni<Boolean>> check) {
    Instant now = clock.instant();
    LoginAttempt attempt =
        keys.secondFactor(loginName, client.network(), devices.presentedId(loginName, now), now);
    return guard(attempt, correct -> correct, permission -> permission.chain(() -> check.get()));
  }

  private <T> Uni<T> guard(
      LoginAttempt attempt, Predicate<T> succeeded, Function<Uni<Void>, Uni<T>> check) {
    // Memoized, so that a client that closes the connection does not cancel the count.
    Uni<Reservation> reservation =
        store.read(attempt).chain(this::reserve).memoize().indefinitely();
    return check
        .apply(reservation.replaceWithVoid())
        .onFailure(failure -> !isRefusal(failure))
        .call(() -> reservation.chain(this::release).onFailure().recoverWithNull())
        .call(
            result ->
                succeeded.test(result)
                    ? reservation.chain(this::recordSuccess)
                    : Uni.createFrom().voidItem());
  }

  /**
   * Forgives the earlier failures of this client after another proof, such as a password reset:
   * whoever has forgotten the password has often tried several.
   *
   * @param email of the account, in canonical form
   */
  public Uni<Void> forgive(String email) {
    Instant now = clock.instant();
    LoginAttempt attempt =
        keys.attempt(email, client.network(), devices.presentedId(email, now), now);
    return all(
        attempt.counters().stream()
            .filter(counter -> isOfOneClient(counter, attempt))
            .map(store::clear)
            .toList());
  }

  /**
   * Counts a sign-up from this client address.
   *
   * @throws ApiException {@link ErrorCode#TOO_MANY_ATTEMPTS}
   */
  public Uni<Void> admitSignUp() {
    String network = client.network();
    HashingClient.setCurrent(new HashingClient(network, null));
    if (!config.signUps()) {
      return Uni.createFrom().voidItem();
    }
    Instant now = clock.instant();
    FailureCounter signUps = keys.signUps(network, now);
    return store
        .countBelowLimit(signUps)
        .invoke(
            admitted -> {
              if (!admitted) {
                throw refusal(Duration.between(now, signUps.end()));
              }
            })
        .replaceWithVoid();
  }

  /** Whether an attempt failed because the throttle refused it. */
  public static boolean isRefusal(Throwable failure) {
    return failure instanceof ApiException answer && answer.code() == ErrorCode.TOO_MANY_ATTEMPTS;
  }

  /**
   * Counts the attempt in advance. The read spares the writes of an attempt that is over a limit;
   * the condition of each write decides among concurrent attempts.
   */
  private Uni<Reservation> reserve(ThrottleState state) {
    Instant now = clock.instant();
    state
        .wait(now)
        .ifPresent(
            wait -> {
              throw refusal(wait);
            });
    return reserve(state, state.applicable(now), List.of(), now);
  }

  /**
   * One counter after the other, that of the client first: concurrent guesses beyond its limit must
   * not use up the limits that others share, not even for a moment.
   */
  private Uni<Reservation> reserve(
      ThrottleState state,
      List<FailureCounter> remaining,
      List<FailureCounter> counted,
      Instant now) {
    Reservation reservation = new Reservation(state, counted);
    if (remaining.isEmpty()) {
      return Uni.createFrom().item(reservation);
    }
    FailureCounter counter = remaining.get(0);
    return store
        .countBelowLimit(counter)
        .onFailure()
        .call(() -> release(reservation).onFailure().recoverWithNull())
        .chain(
            admitted ->
                admitted
                    ? reserve(
                        state,
                        remaining.subList(1, remaining.size()),
                        Stream.concat(counted.stream(), Stream.of(counter)).toList(),
                        now)
                    : release(reservation)
                        .chain(
                            () ->
                                Uni.createFrom()
                                    .failure(refusal(Duration.between(now, counter.end())))));
  }

  private Uni<Void> release(Reservation reservation) {
    return all(reservation.counted().stream().map(store::release).toList());
  }

  /**
   * Takes the count back, forgives the earlier failures of this client and remembers its address.
   */
  private Uni<Void> recordSuccess(Reservation reservation) {
    LoginAttempt attempt = reservation.state().attempt();
    Instant until = clock.instant().plus(config.knownAddress());
    Uni<Void> remembered =
        reservation.state().isKnown(until.minus(RENEWAL_INTERVAL))
            ? Uni.createFrom().voidItem()
            : store.remember(attempt.knownAddress(), until);
    List<Uni<Void>> writes =
        reservation.counted().stream()
            .map(
                counter ->
                    isOfOneClient(counter, attempt) ? store.clear(counter) : store.release(counter))
            .collect(Collectors.toCollection(ArrayList::new));
    writes.add(remembered);
    return all(writes);
  }

  private static boolean isOfOneClient(FailureCounter counter, LoginAttempt attempt) {
    return counter.equals(attempt.pair()) || attempt.device().filter(counter::equals).isPresent();
  }

  private static Uni<Void> all(List<Uni<Void>> writes) {
    return writes.isEmpty()
        ? Uni.createFrom().voidItem()
        : Uni.join().all(writes).andCollectFailures().replaceWithVoid();
  }

  private ApiException refusal(Duration wait) {
    refused.increment();
    return ApiException.later(ErrorCode.TOO_MANY_ATTEMPTS, wait.plusMillis(999));
  }
}
