package io.vestibule.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import io.vestibule.openapi.OpenApiDefinition;
import io.vestibule.web.CurrentCaller;
import io.vestibule.web.PageLimit;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;

/** Service keys of back ends, for administrators. */
@Path("/api/admin/service-keys")
@RolesAllowed("admin")
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = OpenApiDefinition.BEARER)
@SecurityRequirement(name = OpenApiDefinition.COOKIE)
@Tag(name = "Service keys")
public class ServiceKeyResource {
  private final ServiceKeyAdminService keys;
  private final CurrentCaller caller;

  ServiceKeyResource(ServiceKeyAdminService keys, CurrentCaller caller) {
    this.keys = keys;
    this.caller = caller;
  }

  @GET
  @Operation(operationId = "listServiceKeys", summary = "List the service keys, oldest first")
  @APIResponse(
      responseCode = "200",
      description = "A page of keys, without their secrets",
      content = @Content(schema = @Schema(implementation = ServiceKeyList.class)))
  @APIResponse(responseCode = "400", description = "`invalid-request`, `invalid-cursor`")
  @APIResponse(responseCode = "403", description = "`forbidden`, `mfa-enrollment-required`")
  public Uni<ServiceKeyList> list(
      @Parameter(
              description = "Maximum number of entries",
              schema =
                  @Schema(
                      type = SchemaType.INTEGER,
                      minimum = "1",
                      maximum = "100",
                      defaultValue = "50"))
          @QueryParam("limit")
          String limit,
      @Parameter(description = "`next_cursor` of the previous page") @QueryParam("cursor")
          String cursor) {
    return keys.page(caller.get(), PageLimit.of(limit), Optional.ofNullable(cursor))
        .map(ServiceKeyList::of);
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "createServiceKey",
      summary = "Create a service key",
      description =
          "The secret is in this response only. An `Idempotency-Key` lets you repeat the request if"
              + " the response is lost.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = ServiceKeySchemas.Creation.class)))
  @APIResponse(
      responseCode = "201",
      description = "The key and its secret",
      content = @Content(schema = @Schema(implementation = ServiceKeySecretView.class)))
  @APIResponse(responseCode = "401", description = "`reauthentication-required`")
  @APIResponse(responseCode = "403", description = "`forbidden`, `mfa-enrollment-required`")
  @APIResponse(responseCode = "404", description = "`service-key-not-found`")
  @APIResponse(
      responseCode = "409",
      description = "`too-many-service-keys`, `idempotency-key-reused`, `conflict`")
  public Uni<RestResponse<ServiceKeySecretView>> create(
      JsonNode body,
      @Parameter(
              description =
                  "1 to 128 characters, chosen by the client. Within 24 hours, a repetition of the"
                      + " request gets the first secret")
          @HeaderParam(IdempotencyKeyHeader.NAME)
          String idempotencyKey) {
    return keys.create(
            caller.get(), ServiceKeyBody.creation(body), IdempotencyKeyHeader.read(idempotencyKey))
        .map(ServiceKeySecretView::of)
        .map(created -> secret(RestResponse.Status.CREATED, created));
  }

  @GET
  @Path("{id}")
  @Operation(operationId = "getServiceKey", summary = "Get a service key")
  @APIResponse(
      responseCode = "200",
      description = "The key, without its secret",
      content = @Content(schema = @Schema(implementation = ServiceKeyView.class)))
  @APIResponse(responseCode = "403", description = "`forbidden`, `mfa-enrollment-required`")
  @APIResponse(responseCode = "404", description = "`service-key-not-found`")
  public Uni<ServiceKeyView> read(@RestPath("id") String id) {
    return keys.find(caller.get(), id).map(ServiceKeyView::of);
  }

  @PATCH
  @Path("{id}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "patchServiceKey",
      summary = "Change a service key, or disable or enable it",
      description =
          "A change takes effect within 10 seconds. To disable a key needs no recent proof of"
              + " identity.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = ServiceKeySchemas.Change.class)))
  @APIResponse(
      responseCode = "200",
      description = "The key after the change",
      content = @Content(schema = @Schema(implementation = ServiceKeyView.class)))
  @APIResponse(responseCode = "401", description = "`reauthentication-required`")
  @APIResponse(responseCode = "403", description = "`forbidden`, `mfa-enrollment-required`")
  @APIResponse(responseCode = "404", description = "`service-key-not-found`")
  public Uni<ServiceKeyView> change(@RestPath("id") String id, JsonNode body) {
    return keys.change(caller.get(), id, ServiceKeyBody.change(body)).map(ServiceKeyView::of);
  }

  @POST
  @Path("{id}/rotate")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "rotateServiceKey",
      summary = "Replace the secret of a service key",
      description =
          "Both secrets are valid during the overlap. Without an overlap, the old one becomes"
              + " invalid at once, as does a secret from before an earlier rotation.")
  @RequestBody(
      content = @Content(schema = @Schema(implementation = ServiceKeySchemas.Rotation.class)))
  @APIResponse(
      responseCode = "200",
      description = "The key and its new secret",
      content = @Content(schema = @Schema(implementation = ServiceKeySecretView.class)))
  @APIResponse(responseCode = "401", description = "`reauthentication-required`")
  @APIResponse(responseCode = "403", description = "`forbidden`, `mfa-enrollment-required`")
  @APIResponse(responseCode = "404", description = "`service-key-not-found`")
  @APIResponse(responseCode = "409", description = "`conflict`, `idempotency-key-reused`")
  public Uni<RestResponse<ServiceKeySecretView>> rotate(
      @RestPath("id") String id,
      JsonNode body,
      @Parameter(
              description =
                  "1 to 128 characters, chosen by the client. Within 24 hours, a repetition of the"
                      + " request gets the first secret")
          @HeaderParam(IdempotencyKeyHeader.NAME)
          String idempotencyKey) {
    return keys.rotate(
            caller.get(),
            id,
            ServiceKeyBody.overlap(body),
            IdempotencyKeyHeader.read(idempotencyKey))
        .map(ServiceKeySecretView::of)
        .map(rotated -> secret(RestResponse.Status.OK, rotated));
  }

  @DELETE
  @Path("{id}")
  @Operation(operationId = "revokeServiceKey", summary = "Revoke a service key for ever")
  @APIResponse(responseCode = "204", description = "The key no longer exists.")
  @APIResponse(responseCode = "403", description = "`forbidden`, `mfa-enrollment-required`")
  @APIResponse(responseCode = "404", description = "`service-key-not-found`")
  public Uni<Void> revoke(@RestPath("id") String id) {
    return keys.revoke(caller.get(), id);
  }

  private static RestResponse<ServiceKeySecretView> secret(
      RestResponse.Status status, ServiceKeySecretView view) {
    return RestResponse.ResponseBuilder.create(status, view)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }
}
