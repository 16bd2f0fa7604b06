package io.vestibule.session;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vestibule.web.ApiException;
import io.vestibule.web.CurrentCaller;
import java.util.Optional;
import java.util.function.Supplier;

/** Authenticates the service keys of back ends. Implemented by the package that stores them. */
public interface ServiceKeyAuthenticator {
  /**
   * The identity of the back end; empty where the token does not look like a service key. The
   * identity carries {@link CurrentCaller#SERVICE_KEY} and has the key's scopes as roles. The
   * {@code Uni} fails with {@link ApiException}, or with {@link AuthenticationFailedException} for
   * an unknown key.
   *
   * @param address the client address
   */
  Optional<Uni<SecurityIdentity>> authenticate(String token, Supplier<String> address);
}
