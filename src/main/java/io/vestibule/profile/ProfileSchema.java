package io.vestibule.profile;

import java.time.Instant;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** OpenAPI schema of a {@link Profile} document; never instantiated. */
@Schema(
    name = "Profile",
    description = "Known members and any custom members of the owner.",
    additionalProperties = Schema.True.class,
    examples = ProfileSchema.EXAMPLE)
interface ProfileSchema {
  /** A profile as it is shown. */
  String EXAMPLE =
      "{\"userId\":\"849f7254-8fb6-4ae1-94f7-c5c2ab1dbc2b\",\"email\":\"ada@example.com\","
          + "\"createdAt\":\"2026-11-20T09:34:36.136Z\",\"updatedAt\":\"2026-11-20T09:36:16.766Z\",\"version\":2,"
          + "\"givenName\":\"Ada\",\"preferences\":{\"theme\":\"dark\"}}";

  @Schema(description = "Absent only if `version` is 0")
  String getUserId();

  String getEmail();

  @Schema(maxLength = 200)
  String getGivenName();

  @Schema(maxLength = 200)
  String getFamilyName();

  @Schema(maxLength = 200)
  String getDisplayName();

  @Schema(maxLength = 2000, description = "An http or https URL")
  String getAvatarUrl();

  String getStripeCustomerId();

  String getRevenueCatId();

  Map<String, Object> getPreferences();

  @Schema(description = "Absent only if `version` is 0")
  Instant getCreatedAt();

  @Schema(description = "Absent only if `version` is 0")
  Instant getUpdatedAt();

  @Schema(
      required = true,
      minimum = "0",
      description =
          "Number of changes and value of the ETag. 0: the store is unavailable, and the profile"
              + " holds only what the token of an external issuer says.")
  long getVersion();
}
