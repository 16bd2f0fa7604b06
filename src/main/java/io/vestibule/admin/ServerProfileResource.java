package io.vestibule.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import io.vestibule.openapi.OpenApiDefinition;
import io.vestibule.profile.IfMatch;
import io.vestibule.profile.ServerProfiles.ServerProfile;
import io.vestibule.web.ServiceKeyScopes;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;

/** The members of profiles that only servers write, for administrators and back ends. */
@Path("/api/admin/users/{id}/profile")
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = OpenApiDefinition.BEARER)
@SecurityRequirement(name = OpenApiDefinition.COOKIE)
@SecurityRequirement(name = OpenApiDefinition.SERVICE_KEY)
@Tag(name = "Administration")
public class ServerProfileResource {
  private static final String MERGE_PATCH = "application/merge-patch+json";

  private final ServerFieldsService fields;

  ServerProfileResource(ServerFieldsService fields) {
    this.fields = fields;
  }

  @GET
  @RolesAllowed({"admin", ServiceKeyScopes.USERS_READ})
  @Operation(
      operationId = "getUserProfile",
      summary = "Get the members of a profile that only servers write",
      description = "The other members are for the owner only.")
  @APIResponse(
      responseCode = "200",
      description = "The server's members of the profile",
      headers =
          @Header(
              name = HttpHeaders.ETAG,
              required = true,
              description = "Version of the profile, for `If-Match`",
              schema = @Schema(type = SchemaType.STRING)),
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = ServerProfileSchema.class)))
  @APIResponse(responseCode = "403", description = "`forbidden`, `mfa-enrollment-required`")
  @APIResponse(responseCode = "404", description = "`user-not-found`")
  @APIResponse(responseCode = "409", description = "`conflict`")
  public Uni<RestResponse<ObjectNode>> read(@RestPath("id") String userId) {
    return fields.findProfile(userId).map(ServerProfileResource::answer);
  }

  @PATCH
  @RolesAllowed({"admin", ServiceKeyScopes.USERS_WRITE})
  @Consumes({MediaType.APPLICATION_JSON, MERGE_PATCH})
  @Operation(
      operationId = "patchUserProfile",
      summary = "Change the members of a profile that only servers write",
      description =
          "A merge patch (RFC 7396). `stripeCustomerId` is also written to the account, in the same"
              + " transaction.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = ServerProfilePatchSchema.class)))
  @APIResponse(
      responseCode = "200",
      description = "The server's members of the profile",
      headers =
          @Header(
              name = HttpHeaders.ETAG,
              required = true,
              description = "Version of the profile, for `If-Match`",
              schema = @Schema(type = SchemaType.STRING)),
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = ServerProfileSchema.class)))
  @APIResponse(responseCode = "403", description = "`forbidden`, `mfa-enrollment-required`")
  @APIResponse(responseCode = "404", description = "`user-not-found`")
  @APIResponse(responseCode = "409", description = "`conflict`")
  @APIResponse(responseCode = "412", description = "`precondition-failed`")
  public Uni<RestResponse<ObjectNode>> change(
      @RestPath("id") String userId,
      JsonNode patch,
      @Parameter(description = "ETag of the version to change (RFC 9110, section 13.1.1)")
          @HeaderParam(HttpHeaders.IF_MATCH)
          String ifMatch) {
    return fields
        .changeProfile(userId, ServerProfilePatch.of(patch), IfMatch.of(ifMatch))
        .map(ServerProfileResource::answer);
  }

  private static RestResponse<ObjectNode> answer(ServerProfile profile) {
    return RestResponse.ResponseBuilder.ok(profile.document())
        .header(HttpHeaders.ETAG, profile.etag())
        .header(HttpHeaders.CACHE_CONTROL, "private, no-cache")
        .build();
  }
}
