package io.vestibule.profile;

import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Documentation of the body of {@code PATCH /api/user/profile}; never instantiated. */
@Schema(
    name = "ProfilePatch",
    description = "A merge patch (RFC 7396): members to change; `null` removes a member.",
    additionalProperties = Schema.True.class,
    examples = ProfilePatchSchema.EXAMPLE)
interface ProfilePatchSchema {
  /** A request that works. */
  String EXAMPLE = "{\"givenName\":\"Ada\",\"preferences\":{\"theme\":\"dark\"}}";

  @Schema(maxLength = 200, nullable = true)
  String getGivenName();

  @Schema(maxLength = 200, nullable = true)
  String getFamilyName();

  @Schema(maxLength = 200, nullable = true)
  String getDisplayName();

  @Schema(maxLength = 2000, description = "An http or https URL", nullable = true)
  String getAvatarUrl();

  @Schema(description = "Any JSON object", nullable = true)
  Map<String, Object> getPreferences();
}
