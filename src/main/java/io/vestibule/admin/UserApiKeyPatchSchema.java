package io.vestibule.admin;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The body of {@code PATCH /api/admin/users/{id}/api-keys/{key_id}}, for the OpenAPI document. */
@Schema(name = "UserApiKeyPatch")
record UserApiKeyPatchSchema(@Schema(required = true) boolean enabled) {}
