package io.vestibule.federation;

import java.util.List;

/**
 * Answer of the identity routes.
 *
 * @param identities every way into the caller's account
 * @param issuers whose sign-ins can be linked, by their names in the configuration
 */
public record IdentityList(List<IdentityView> identities, List<String> issuers) {}
