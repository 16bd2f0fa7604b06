package io.vestibule.federation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Issuers whose tokens are accepted beside our own, by a name of the operator's choice. A token
 * goes to the issuer that its {@code iss} names; none is asked before a token of it comes.
 *
 * <p>Examples: docs/federation.md.
 */
@ConfigMapping(prefix = "vestibule.issuers")
public interface IssuersConfig {
  /** By name. Environment: {@code VESTIBULE_ISSUERS_<NAME>_ISSUER} and so on. */
  @WithParentName
  Map<String, IssuerConfig> byName();

  /** One issuer. */
  interface IssuerConfig {
    /**
     * {@code iss} of its tokens and the address below which discovery begins, without a trailing
     * slash unless its tokens have one. Users are stored under this spelling: do not change it.
     */
    String issuer();

    /** Which claims it writes, and where: see {@link IssuerKind}. */
    @WithDefault("oidc")
    IssuerKind kind();

    /**
     * Client ids, or other audiences, that its tokens must be meant for: one of them in {@code
     * aud}, or in {@code client_id} of a Cognito access token.
     */
    List<String> clientIds();

    /** Other spellings of {@code iss} that mean the same issuer. Google's two are known. */
    Optional<List<String>> alsoKnownAs();

    /** Where its keys are (RFC 7517); asked of its discovery document where it is not set. */
    Optional<URI> jwksUri();

    /**
     * Roles that {@code custom:role} of a Cognito pool may give to a new user. {@code admin} is for
     * pools whose app clients cannot write that attribute.
     */
    @WithDefault("customer,vendor")
    List<String> trustedRoles();

    /** Whether its keys may be fetched by plain HTTP; it always may from this very machine. */
    @WithDefault("false")
    boolean allowHttp();
  }
}
