package io.vestibule.apikey;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vestibule.openapi.OpenApiDefinition;
import io.vestibule.web.CurrentCaller;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** The caller's API keys. */
@Path("/api/user/api-keys")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = OpenApiDefinition.BEARER)
@SecurityRequirement(name = OpenApiDefinition.COOKIE)
@Tag(name = "API keys")
public class ApiKeyResource {
  private final ApiKeyService keys;
  private final CurrentCaller caller;

  ApiKeyResource(ApiKeyService keys, CurrentCaller caller) {
    this.keys = keys;
    this.caller = caller;
  }

  @GET
  @Operation(
      operationId = "listApiKeys",
      summary = "List your API keys",
      description = "The key `default` is the API token of the account.")
  @APIResponse(
      responseCode = "200",
      description = "All keys: `default` first, then the oldest first",
      content = @Content(schema = @Schema(implementation = ApiKeyList.class)))
  @APIResponse(responseCode = "404", description = "`user-not-found`")
  @APIResponse(responseCode = "409", description = "`conflict`")
  public Uni<ApiKeyList> list() {
    return keys.list(caller.userId());
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "createApiKey",
      summary = "Create an API key",
      description = "The secret is in this response only.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = ApiKeyCreationSchema.class)))
  @APIResponse(
      responseCode = "201",
      description = "The key and its secret",
      content = @Content(schema = @Schema(implementation = ApiKeySecret.class)))
  @APIResponse(responseCode = "401", description = "`reauthentication-required`")
  @APIResponse(responseCode = "403", description = "`account-suspended`")
  @APIResponse(responseCode = "404", description = "`user-not-found`")
  @APIResponse(responseCode = "409", description = "`too-many-api-keys`, `conflict`")
  public Uni<RestResponse<ApiKeySecret>> create(JsonNode body) {
    return keys.create(caller.get(), body)
        .map(created -> secret(RestResponse.Status.CREATED, created));
  }

  @GET
  @Path("{id}")
  @Operation(operationId = "getApiKey", summary = "Get one of your API keys")
  @APIResponse(
      responseCode = "200",
      description = "The key",
      content = @Content(schema = @Schema(implementation = ApiKeyView.class)))
  @APIResponse(responseCode = "404", description = "`api-key-not-found`, `user-not-found`")
  @APIResponse(responseCode = "409", description = "`conflict`")
  public Uni<ApiKeyView> get(@PathParam("id") String id) {
    return keys.get(caller.userId(), id);
  }

  @PATCH
  @Path("{id}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "changeApiKey",
      summary = "Change one of your API keys",
      description = "A merge patch (RFC 7396). It applies to the next use of the key.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = ApiKeyPatchSchema.class)))
  @APIResponse(
      responseCode = "200",
      description = "The changed key",
      content = @Content(schema = @Schema(implementation = ApiKeyView.class)))
  @APIResponse(responseCode = "401", description = "`reauthentication-required`")
  @APIResponse(responseCode = "404", description = "`api-key-not-found`, `user-not-found`")
  @APIResponse(responseCode = "409", description = "`default-api-key`, `conflict`")
  public Uni<ApiKeyView> change(@PathParam("id") String id, JsonNode body) {
    return keys.change(caller.get(), id, body);
  }

  @DELETE
  @Path("{id}")
  @Operation(
      operationId = "deleteApiKey",
      summary = "Delete one of your API keys",
      description =
          "The key stops working at once and its usage by day is deleted. What it used remains"
              + " counted for the plan.")
  @APIResponse(responseCode = "204", description = "The key was deleted.")
  @APIResponse(responseCode = "401", description = "`reauthentication-required`")
  @APIResponse(responseCode = "404", description = "`api-key-not-found`, `user-not-found`")
  @APIResponse(responseCode = "409", description = "`default-api-key`, `conflict`")
  public Uni<RestResponse<Void>> delete(@PathParam("id") String id) {
    return keys.delete(caller.get(), id).map(deleted -> RestResponse.noContent());
  }

  @POST
  @Path("{id}/rotate")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "rotateApiKey",
      summary = "Replace the secret of one of your API keys",
      description =
          "The former secret works for `overlap_seconds` more. Without an overlap, all former"
              + " secrets of the key stop working at once.")
  @RequestBody(content = @Content(schema = @Schema(implementation = ApiKeyRotationSchema.class)))
  @APIResponse(
      responseCode = "200",
      description = "The key and its new secret",
      content = @Content(schema = @Schema(implementation = ApiKeySecret.class)))
  @APIResponse(responseCode = "401", description = "`reauthentication-required`")
  @APIResponse(responseCode = "404", description = "`api-key-not-found`, `user-not-found`")
  @APIResponse(
      responseCode = "409",
      description = "`default-api-key`, `too-many-secrets`, `conflict`")
  public Uni<RestResponse<ApiKeySecret>> rotate(@PathParam("id") String id, JsonNode body) {
    return keys.rotate(caller.get(), id, body)
        .map(rotated -> secret(RestResponse.Status.OK, rotated));
  }

  private static RestResponse<ApiKeySecret> secret(
      RestResponse.Status status, ApiKeySecret secret) {
    return RestResponse.ResponseBuilder.create(status, secret)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }
}
