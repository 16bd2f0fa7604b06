package io.vestibule.admin;

import io.vestibule.account.Role;
import io.vestibule.account.Status;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Documentation of what {@link AccountStatusPatch} reads; never instantiated. */
@Schema(
    name = "AccountStatusPatch",
    description = "At least one member.",
    minProperties = 1,
    additionalProperties = Schema.False.class,
    examples = AccountStatusPatchSchema.EXAMPLE)
interface AccountStatusPatchSchema {
  /** A request that works. */
  String EXAMPLE = "{\"role\":\"vendor\",\"status\":\"active\",\"plan\":\"pro\"}";

  Role getRole();

  Status getStatus();

  @Schema(description = "The name of a configured plan", examples = "pro")
  String getPlan();
}
