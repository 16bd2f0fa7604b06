package io.vestibule.federation;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Documentation of the body of {@code POST /api/user/identities}; never instantiated. */
@Schema(name = "IdentityLink", examples = IdentityLinkSchema.EXAMPLE)
interface IdentityLinkSchema {
  /** A request, shortened. */
  String EXAMPLE = "{\"token\":\"eyJhbGciOi…\"}";

  @Schema(required = true, description = "A valid token of a configured external issuer")
  String getToken();
}
