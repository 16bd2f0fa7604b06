package io.vestibule.profile;

import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Documentation of the body of {@code PUT /api/user/profile}; never instantiated. */
@Schema(
    name = "ProfileReplacement",
    description = "All members that the owner can set, and any custom members.",
    additionalProperties = Schema.True.class,
    examples = ProfileReplacementSchema.EXAMPLE)
interface ProfileReplacementSchema {
  /** A request that works. */
  String EXAMPLE = "{\"givenName\":\"Ada\",\"preferences\":{\"theme\":\"dark\"}}";

  @Schema(maxLength = 200)
  String getGivenName();

  @Schema(maxLength = 200)
  String getFamilyName();

  @Schema(maxLength = 200)
  String getDisplayName();

  @Schema(maxLength = 2000, description = "An http or https URL")
  String getAvatarUrl();

  @Schema(description = "Any JSON object")
  Map<String, Object> getPreferences();
}
