package io.vestibule.session;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vestibule.web.ApiException;
import io.vestibule.web.CurrentCaller;
import java.util.Optional;

/** The tokens that are not ours; implemented by the slice that knows other issuers. */
public interface ForeignTokens {
  /**
   * Who presents the token; empty where it names no issuer known here, so that it is ours to judge.
   * The identity carries {@link CurrentCaller#FOREIGN} and, unless the store was away, {@link
   * CurrentCaller#ATTRIBUTE}. It fails with {@link AuthenticationFailedException} for a token that
   * is not good and with {@link ApiException} for a suspended account or an issuer that cannot be
   * reached.
   */
  Optional<Uni<SecurityIdentity>> authenticate(String token);
}
