package io.vestibule.payment;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Events of Stripe. Without a secret the route does not exist. */
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
   * Whether {@code client_reference_id} of a checkout session names the user. Turn it off if you
   * use payment links, where the payer writes it.
   */
  @WithDefault("true")
  boolean clientReference();
}
