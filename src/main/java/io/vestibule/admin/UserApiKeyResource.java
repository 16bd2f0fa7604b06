package io.vestibule.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import io.vestibule.apikey.ApiKeyList;
import io.vestibule.apikey.ApiKeyView;
import io.vestibule.openapi.OpenApiDefinition;
import io.vestibule.web.ApiException;
import io.vestibule.web.CurrentCaller;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.JsonBody;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** The API keys of a user, for administrators. */
@Path("/api/admin/users/{id}/api-keys")
@RolesAllowed("admin")
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = OpenApiDefinition.BEARER)
@SecurityRequirement(name = OpenApiDefinition.COOKIE)
@Tag(name = "Administration")
public class UserApiKeyResource {
  private final ApiKeyAdminService keys;
  private final CurrentCaller caller;

  UserApiKeyResource(ApiKeyAdminService keys, CurrentCaller caller) {
    this.keys = keys;
    this.caller = caller;
  }

  @GET
  @Operation(
      operationId = "listUserApiKeys",
      summary = "List the API keys of a user",
      description = "Without their secrets. The key `default` is the API token of the account.")
  @APIResponse(
      responseCode = "200",
      description = "All keys: `default` first, then the oldest first",
      content = @Content(schema = @Schema(implementation = ApiKeyList.class)))
  @APIResponse(responseCode = "403", description = "`forbidden`, `mfa-enrollment-required`")
  @APIResponse(responseCode = "404", description = "`user-not-found`")
  @APIResponse(responseCode = "409", description = "`conflict`")
  public Uni<ApiKeyList> list(@RestPath("id") String userId) {
    return keys.list(caller.get(), userId);
  }

  @PATCH
  @Path("{key_id}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "patchUserApiKey",
      summary = "Disable or enable an API key of a user",
      description =
          "To disable it needs no recent proof of identity. The user can enable it again: suspend"
              + " the account to prevent that.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = UserApiKeyPatchSchema.class)))
  @APIResponse(
      responseCode = "200",
      description = "The key after the change",
      content = @Content(schema = @Schema(implementation = ApiKeyView.class)))
  @APIResponse(responseCode = "401", description = "`reauthentication-required`")
  @APIResponse(responseCode = "403", description = "`forbidden`, `mfa-enrollment-required`")
  @APIResponse(responseCode = "404", description = "`api-key-not-found`, `user-not-found`")
  @APIResponse(responseCode = "409", description = "`default-api-key`, `conflict`")
  public Uni<ApiKeyView> change(
      @RestPath("id") String userId, @RestPath("key_id") String keyId, JsonNode body) {
    boolean enabled =
        JsonBody.of(body)
            .flag("enabled")
            .orElseThrow(
                () -> ApiException.at(ErrorCode.INVALID_REQUEST, "enabled", "is required"));
    return keys.setEnabled(caller.get(), userId, keyId, enabled);
  }

  @DELETE
  @Path("{key_id}")
  @Operation(operationId = "deleteUserApiKey", summary = "Delete an API key of a user")
  @APIResponse(responseCode = "204", description = "The key no longer exists.")
  @APIResponse(responseCode = "401", description = "`reauthentication-required`")
  @APIResponse(responseCode = "403", description = "`forbidden`, `mfa-enrollment-required`")
  @APIResponse(responseCode = "404", description = "`api-key-not-found`, `user-not-found`")
  @APIResponse(responseCode = "409", description = "`default-api-key`, `conflict`")
  public Uni<Void> delete(@RestPath("id") String userId, @RestPath("key_id") String keyId) {
    return keys.delete(caller.get(), userId, keyId);
  }
}
