package io.vestibule.federation;

import java.net.URI;
import java.util.Optional;

/**
 * What a provider's discovery document says about sign-in by redirect.
 *
 * @param authorization where the browser is sent
 * @param token where a code is exchanged
 * @param userInfo where claims are that the ID token lacks
 * @param sendsIssuer whether every authorization response names its issuer (RFC 9207)
 * @param takesSecretInBody whether the client secret belongs into the form ({@code
 *     client_secret_post}) instead of the {@code Authorization} header
 */
public record ProviderEndpoints(
    URI authorization,
    URI token,
    Optional<URI> userInfo,
    boolean sendsIssuer,
    boolean takesSecretInBody) {}
