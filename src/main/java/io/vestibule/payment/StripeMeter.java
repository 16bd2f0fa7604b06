package io.vestibule.payment;

import io.vestibule.runtime.ConfiguredKey;
import io.vestibule.runtime.InvalidSettingException;
import io.vestibule.spi.StartupCheck;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The settings with which usage is reported to Stripe. */
@ApplicationScoped
class StripeMeter {
  private static final String PROPERTY = "vestibule.stripe.meter.secret-key";
  private static final Pattern KEY = Pattern.compile("[rs]k_[A-Za-z0-9_]{10,250}");
  private static final Pattern EVENT_NAME = Pattern.compile("[!-~]{1,100}");
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private final StripeConfig.Meter config;
  private final Optional<String> key;

  StripeMeter(StripeConfig config) {
    this.config = config.meter();
    this.key = check(config.meter());
  }

  @Produces
  @Singleton
  static StartupCheck isComplete(StripeConfig config) {
    return StartupCheck.that(() -> check(config.meter()));
  }

  boolean isConfigured() {
    return key.isPresent();
  }

  /** Never to be logged. */
  String authorization() {
    return "Bearer " + key.orElseThrow();
  }

  String eventName() {
    return config.eventName().orElseThrow();
  }

  String apiVersion() {
    return config.apiVersion();
  }

  URI address() {
    return config.apiUrl().resolve("/v1/billing/meter_events");
  }

  Duration interval() {
    return config.interval();
  }

  /** The key; empty if nothing is to be reported. Messages do not quote it. */
  private static Optional<String> check(StripeConfig.Meter config) {
    if (config.eventName().isEmpty()) {
      return Optional.empty();
    }
    if (!EVENT_NAME.matcher(config.eventName().get()).matches()) {
      throw new InvalidSettingException(
          "vestibule.stripe.meter.event-name must be 1 to 100 characters without spaces");
    }
    String key = ConfiguredKey.text(PROPERTY, config.secretKey(), config.secretKeyFile()).strip();
    if (!KEY.matcher(key).matches()) {
      throw new InvalidSettingException(PROPERTY + " must be a secret or restricted key of Stripe");
    }
    URI url = config.apiUrl();
    if (!"https".equals(url.getScheme()) && !LOOPBACK.contains(String.valueOf(url.getHost()))) {
      throw new InvalidSettingException("vestibule.stripe.meter.api-url must be an https address");
    }
    return Optional.of(key);
  }
}
