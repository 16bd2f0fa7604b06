package io.vestibule.federation;

import java.util.List;

/** Answer of the identity routes: every way into the caller's account. */
public record IdentityList(List<IdentityView> identities) {}
