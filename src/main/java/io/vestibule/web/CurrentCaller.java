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

  /** The identity's attribute that holds the {@link ForeignIdentity}, where there is one. */
  public static final String FOREIGN = "vestibule.foreign";

  private final CurrentIdentityAssociation association;
  private final SecurityIdentity identity;

  CurrentCaller(CurrentIdentityAssociation association, SecurityIdentity identity) {
    this.association = association;
    this.identity = identity;
  }

  /**
   * For resources that let only authenticated callers in.
   *
   * @throws ApiException {@link ErrorCode#UNAVAILABLE} where the token is another issuer's and its
   *     account could not be looked up just now
   */
  public Caller get() {
    return attribute(identity)
        .orElseThrow(
            () ->
                ApiException.of(
                    identity.isAnonymous() ? ErrorCode.TOKEN_MISSING : ErrorCode.UNAVAILABLE));
  }

  /** What another issuer's token says, known even while the store is away. */
  public Optional<ForeignIdentity> foreign() {
    return Optional.ofNullable(identity.getAttribute(FOREIGN));
  }

  /** The id of {@link #get}. */
  public String userId() {
    return get().userId();
  }

  /**
   * For resources that let anybody in: empty where there is no token, or none that is good. Fails
   * where that cannot be known just now, since nobody is not the same as somebody unknown.
   */
  public Uni<Optional<Caller>> find() {
    return association
        .getDeferredIdentity()
        .map(CurrentCaller::attribute)
        .onFailure(CurrentCaller::isNobody)
        .recoverWithItem(Optional.empty());
  }

  private static boolean isNobody(Throwable failure) {
    return failure instanceof AuthenticationFailedException
        && !(failure.getCause() instanceof ApiException known
            && known.code() == ErrorCode.UNAVAILABLE);
  }

  private static Optional<Caller> attribute(SecurityIdentity identity) {
    return Optional.ofNullable(identity.getAttribute(ATTRIBUTE));
  }
}
