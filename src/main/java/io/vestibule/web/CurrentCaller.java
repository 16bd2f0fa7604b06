package io.vestibule.web;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** The caller of the current request. */
@ApplicationScoped
public class CurrentCaller {
  /** The attribute of the identity that holds the {@link Caller}. */
  public static final String ATTRIBUTE = "vestibule.caller";

  /**
   * The attribute of the identity that holds the {@link ExternalTokenClaims} of an external token.
   */
  public static final String EXTERNAL_CLAIMS = "vestibule.external-claims";

  /** The attribute of the identity that holds the {@link ServiceKeyCaller} of a back end. */
  public static final String SERVICE_KEY = "vestibule.service-key";

  private final CurrentIdentityAssociation association;
  private final SecurityIdentity identity;

  CurrentCaller(CurrentIdentityAssociation association, SecurityIdentity identity) {
    this.association = association;
    this.identity = identity;
  }

  /**
   * For resources that require authentication.
   *
   * @throws ApiException {@link ErrorCode#UNAVAILABLE} if the token is from an external issuer and
   *     the store could not look up its account; {@link ErrorCode#FORBIDDEN} for a service key,
   *     which is no user
   */
  public Caller get() {
    return attribute(identity).orElseThrow(() -> ApiException.of(whyUnknown()));
  }

  /** The back end, if a service key authenticated the request. */
  public Optional<ServiceKeyCaller> serviceKey() {
    return Optional.ofNullable(identity.getAttribute(SERVICE_KEY));
  }

  private ErrorCode whyUnknown() {
    if (identity.isAnonymous()) {
      return ErrorCode.TOKEN_MISSING;
    }
    return serviceKey().isPresent() ? ErrorCode.FORBIDDEN : ErrorCode.UNAVAILABLE;
  }

  /** The claims of an external issuer's token. They are known even if the store is unavailable. */
  public Optional<ExternalTokenClaims> external() {
    return Optional.ofNullable(identity.getAttribute(EXTERNAL_CLAIMS));
  }

  /** The id of {@link #get}. */
  public String userId() {
    return get().userId();
  }

  /**
   * For resources that do not require authentication: empty if there is no token or no valid one.
   * Fails if the store is unavailable, because the caller is then unknown and not anonymous.
   */
  public Uni<Optional<Caller>> find() {
    return association
        .getDeferredIdentity()
        .map(CurrentCaller::attribute)
        .onFailure(CurrentCaller::isNotAuthenticated)
        .recoverWithItem(Optional.empty());
  }

  private static boolean isNotAuthenticated(Throwable failure) {
    return failure instanceof AuthenticationFailedException
        && !(failure.getCause() instanceof ApiException known
            && known.code() == ErrorCode.UNAVAILABLE);
  }

  private static Optional<Caller> attribute(SecurityIdentity identity) {
    return Optional.ofNullable(identity.getAttribute(ATTRIBUTE));
  }
}
