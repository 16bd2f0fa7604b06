package io.vestibule.payment;

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
      boolean clientReference)
      implements StripeConfig {
    static Stripe with(String... secrets) {
      return new Stripe(
          Optional.of(List.of(secrets)),
          Optional.empty(),
          Duration.ofMinutes(5),
          Optional.empty(),
          List.of("active", "trialing", "past_due"),
          true);
    }
  }

  record RevenueCat(
      Optional<List<String>> authorizations,
      Optional<List<Path>> authorizationFiles,
      Optional<List<String>> plans,
      boolean sandbox)
      implements RevenueCatConfig {
    static RevenueCat with(String... values) {
      return new RevenueCat(
          Optional.of(List.of(values)), Optional.empty(), Optional.empty(), false);
    }
  }
}
