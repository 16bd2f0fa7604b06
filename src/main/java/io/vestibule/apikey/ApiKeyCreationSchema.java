package io.vestibule.apikey;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Documentation of what {@link ApiKeyPatch} reads of a new key; never instantiated. */
@Schema(name = "ApiKeyCreation", examples = ApiKeyCreationSchema.EXAMPLE)
interface ApiKeyCreationSchema extends ApiKeyPatchSchema {
  /** A request that works if the scope is configured. */
  String EXAMPLE =
      "{\"name\":\"Nightly export\",\"scopes\":[\"reports:read\"],"
          + "\"expires_at\":\"2027-01-31T00:00:00Z\",\"rate\":{\"limit\":100,"
          + "\"window_seconds\":60}}";

  @Override
  @Schema(required = true, minLength = 1, maxLength = 64)
  String getName();
}
