package io.vestibule.federation;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** The issuers with which users can sign in by redirect. */
@ApplicationScoped
public class OpenIdProviders {
  private final Map<String, OpenIdProvider> byName;

  OpenIdProviders(Issuers issuers) {
    this.byName = issuers.providers();
  }

  public Optional<OpenIdProvider> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** In alphabetical order of their names. */
  public Collection<OpenIdProvider> all() {
    return byName.values();
  }
}
