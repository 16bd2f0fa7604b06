package io.vestibule.web;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** The caller of the request being served. */
@ApplicationScoped
public class CurrentCaller {
  /** The identity's attribute that holds the {@link Caller}. */
  public static final String ATTRIBUTE = "vestibule.caller";

  private final CurrentIdentityAssociation association;
  private final SecurityIdentity identity;

  CurrentCaller(CurrentIdentityAssociation association, SecurityIdentity identity) {
    this.association = association;
    this.identity = identity;
  }

  /** For resources that let only authenticated callers in. */
  public Caller get() {
    return attribute(identity).orElseThrow(() -> ApiException.of(ErrorCode.TOKEN_MISSING));
  }

  /** The id of {@link #get}. */
  public String userId() {
    return get().userId();
  }

  /** For resources that let anybody in: empty where there is no token, or none that is good. */
  public Uni<Optional<Caller>> find() {
    return association
        .getDeferredIdentity()
        .map(CurrentCaller::attribute)
        .onFailure(AuthenticationFailedException.class)
        .recoverWithItem(Optional.empty());
  }

  private static Optional<Caller> attribute(SecurityIdentity identity) {
    return Optional.ofNullable(identity.getAttribute(ATTRIBUTE));
  }
}
