package io.vestibule.session;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vestibule.web.ApiException;
import io.vestibule.web.CurrentCaller;
import java.util.Optional;

/** Authenticates tokens of other issuers. Implemented by the package that knows those issuers. */
public interface ExternalTokenAuthenticator {
  /**
   * The identity behind the token; empty where the token names no configured issuer, so that it
   * must be checked as one of this service. The identity carries {@link
   * CurrentCaller#EXTERNAL_CLAIMS} and, unless the store was unavailable, {@link
   * CurrentCaller#ATTRIBUTE}. The {@code Uni} fails with {@link AuthenticationFailedException} for
   * an invalid token, and with {@link ApiException} for a suspended account or an issuer that
   * cannot be reached.
   */
  Optional<Uni<SecurityIdentity>> authenticate(String token);
}
