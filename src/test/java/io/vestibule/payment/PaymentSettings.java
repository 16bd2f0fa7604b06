package io.vestibule.payment;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Settings of payment providers for tests without the service. */
final class PaymentSettings {
  private PaymentSettings() {}

  record Stripe(
      Optional<List<String>> webhookSecrets,
      Optional<List<Path>> webhookSecretFiles,
      Duration tolerance,
      Optional<List<String>> plans,
      List<String> activeStates,
      Duration grace,
      boolean clientReference,
      Meter meter)
      implements StripeConfig {
    static Stripe with(String... secrets) {
      return new Stripe(
          Optional.of(List.of(secrets)),
          Optional.empty(),
          Duration.ofMinutes(5),
          Optional.empty(),
          List.of("active", "trialing", "past_due"),
          Duration.ofDays(4),
          true,
          new MeterSettings(
              Optional.empty(), Optional.empty(), URI.create("https://api.stripe.com")));
    }

    static Stripe reporting(URI url, String key) {
      Stripe events = with();
      return new Stripe(
          events.webhookSecrets(),
          events.webhookSecretFiles(),
          events.tolerance(),
          events.plans(),
          events.activeStates(),
          events.grace(),
          events.clientReference(),
          new MeterSettings(Optional.of("api_units"), Optional.of(key), url));
    }
  }

  record MeterSettings(Optional<String> eventName, Optional<String> secretKey, URI apiUrl)
      implements StripeConfig.Meter {
    @Override
    public Optional<Path> secretKeyFile() {
      return Optional.empty();
    }

    @Override
    public String apiVersion() {
      return FakeStripe.VERSION;
    }

    @Override
    public Duration interval() {
      return Duration.ofHours(1);
    }
  }

  record RevenueCat(
      Optional<List<String>> authorizations,
      Optional<List<Path>> authorizationFiles,
      Optional<List<String>> plans,
      Duration grace,
      boolean sandbox)
      implements RevenueCatConfig {
    static RevenueCat with(String... values) {
      return new RevenueCat(
          Optional.of(List.of(values)),
          Optional.empty(),
          Optional.empty(),
          Duration.ofDays(1),
          false);
    }
  }
}
