package io.vestibule.usage;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.regex.Pattern;

/** The configured scopes of API keys. */
@ApplicationScoped
public class KeyScopes {
  /** Scopes of a key, and of a request. */
  public static final int MAX_SCOPES = 20;

  /** Characters of a scope. */
  public static final int MAX_LENGTH = 64;

  /** RFC 6749, section 3.3, without the characters that are special in shells and URLs. */
  private static final Pattern SCOPE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}");

  private final List<String> scopes;

  KeyScopes(ApiKeysConfig config) {
    this.scopes = List.copyOf(config.scopes().orElse(List.of()));
    scopes.stream()
        .filter(scope -> !SCOPE.matcher(scope).matches())
        .findAny()
        .ifPresent(
            scope -> {
              throw new IllegalStateException(
                  "vestibule.api-keys.scopes: a scope is 1 to 64 letters, digits and . _ : / -, not "
                      + scope);
            });
  }

  /** Creates the bean at startup: an invalid scope prevents the start. */
  void onStart(@Observes StartupEvent start) {}

  /** All scopes, as configured. */
  public List<String> all() {
    return scopes;
  }
}
