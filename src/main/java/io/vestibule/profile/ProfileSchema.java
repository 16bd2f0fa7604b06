package io.vestibule.profile;

import java.time.Instant;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Documentation of a {@link Profile} document; never instantiated. Members of the user's own come
 * beside these.
 */
@Schema(name = "Profile")
interface ProfileSchema {
  /** A profile as it is shown. */
  String EXAMPLE =
      "{\"userId\":\"849f7254-8fb6-4ae1-94f7-c5c2ab1dbc2b\",\"email\":\"ada@example.com\","
          + "\"createdAt\":\"2026-11-20T09:34:36.136Z\",\"updatedAt\":\"2026-11-20T09:36:16.766Z\",\"version\":2,"
          + "\"givenName\":\"Ada\",\"preferences\":{\"theme\":\"dark\"}}";

  /** A change that works. */
  String CHANGE = "{\"givenName\":\"Ada\",\"preferences\":{\"theme\":\"dark\"}}";

  @Schema(readOnly = true)
  String getUserId();

  @Schema(readOnly = true)
  String getEmail();

  @Schema(maxLength = 200)
  String getGivenName();

  @Schema(maxLength = 200)
  String getFamilyName();

  @Schema(maxLength = 200)
  String getDisplayName();

  @Schema(maxLength = 2000, description = "An http or https address")
  String getAvatarUrl();

  @Schema(readOnly = true)
  String getStripeCustomerId();

  @Schema(readOnly = true)
  String getRevenueCatId();

  Map<String, Object> getPreferences();

  @Schema(readOnly = true)
  Instant getCreatedAt();

  @Schema(readOnly = true)
  Instant getUpdatedAt();

  @Schema(readOnly = true, description = "Counts the changes; the ETag")
  long getVersion();
}
