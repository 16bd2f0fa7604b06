package io.vestibule.devstores.deployment;

import io.quarkus.deployment.dev.devservices.DevServicesConfig;
import io.quarkus.runtime.LaunchMode;
import java.util.function.BooleanSupplier;

/**
 * Enables the stores in dev mode and tests only. {@code quarkus:run} allows dev services too, but
 * uses the production profile.
 */
final class DevStoresEnabled implements BooleanSupplier {

  private final boolean enabled;

  DevStoresEnabled(LaunchMode mode, DevServicesConfig devServices, DevStoresConfig devStores) {
    this.enabled = mode.isDevOrTest() && devServices.enabled() && devStores.enabled();
  }

  @Override
  public boolean getAsBoolean() {
    return enabled;
  }
}
