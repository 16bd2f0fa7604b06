package io.vestibule.payment;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Events of Stripe, and reports to it. Without a secret the route does not exist. */
@ConfigMapping(prefix = "vestibule.stripe")
public interface StripeConfig {
  /**
   * Signing secrets of the webhook endpoint: {@code whsec_…}. Configure two at once to rotate a
   * secret. Environment: {@code VESTIBULE_STRIPE_WEBHOOK_SECRETS}.
   */
  Optional<List<String>> webhookSecrets();

  /** Files with one such secret each. */
  Optional<List<Path>> webhookSecretFiles();

  /** How far the timestamp of a signature may be from the current time, in either direction. */
  @WithDefault("5M")
  Duration tolerance();

  /**
   * What gives which plan: ids of prices or products, lookup keys of prices or of entitlements,
   * each with a plan. For example {@code price_1Abc=pro,prod_Xyz=team}. A user with several gets
   * the plan with the highest limit.
   */
  Optional<List<String>> plans();

  /** The states of a subscription in which it gives its plan. */
  @WithDefault("active,trialing,past_due")
  List<String> activeStates();

  /**
   * How long a subscription gives its plan after the end of its paid period if no event says what
   * became of it. Stripe sends an event again for three days.
   */
  @WithDefault("4D")
  Duration grace();

  /**
   * Whether {@code client_reference_id} of a checkout session names the user. Turn it off if you
   * use payment links, where the payer writes it.
   */
  @WithDefault("true")
  boolean clientReference();

  /** Reports of usage. */
  Meter meter();

  /** Reports of usage to Stripe, as meter events. */
  interface Meter {
    /**
     * The event name of the meter in Stripe, which must sum up raw events. Without it nothing is
     * reported.
     */
    Optional<String> eventName();

    /**
     * A secret or restricted key of Stripe; it needs the permission to write meter events only.
     * Environment: {@code VESTIBULE_STRIPE_METER_SECRET_KEY}.
     */
    Optional<String> secretKey();

    /** A file with this key. */
    Optional<Path> secretKeyFile();

    /** The version of Stripe's API with which requests are made. */
    @WithDefault("2025-04-30.basil")
    String apiVersion();

    /** Where Stripe's API is. */
    @WithDefault("https://api.stripe.com")
    URI apiUrl();

    /** Time between two reports about a user. */
    @WithDefault("1H")
    Duration interval();
  }
}
