package io.vestibule.profile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vestibule.openapi.OpenApiDefinition;
import io.vestibule.web.CurrentCaller;
import io.vestibule.web.JsonBody;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.PUT;
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
import org.jboss.resteasy.reactive.RestResponse;

/** The caller's own profile. */
@Path("/api/user/profile")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = OpenApiDefinition.BEARER)
@SecurityRequirement(name = OpenApiDefinition.COOKIE)
@Tag(name = "Profile")
public class ProfileResource {
  private static final String MERGE_PATCH = "application/merge-patch+json";

  private final ProfileService profiles;
  private final CurrentCaller caller;

  ProfileResource(ProfileService profiles, CurrentCaller caller) {
    this.profiles = profiles;
    this.caller = caller;
  }

  @GET
  @Operation(
      operationId = "getProfile",
      summary = "Get your profile",
      description = "The first request creates the profile.")
  @APIResponse(
      responseCode = "200",
      description = "The profile",
      headers =
          @Header(
              name = HttpHeaders.ETAG,
              required = true,
              description = "Version of the profile, for `If-Match`",
              schema = @Schema(type = SchemaType.STRING)),
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = ProfileSchema.class)))
  @APIResponse(responseCode = "404", description = "`user-not-found`")
  @APIResponse(responseCode = "409", description = "`conflict`")
  public Uni<RestResponse<ObjectNode>> read() {
    return profiles.read(caller::userId, caller.external()).map(ProfileResource::answer);
  }

  @PUT
  @Operation(operationId = "replaceProfile", summary = "Replace your profile")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = ProfileReplacementSchema.class)))
  @APIResponse(
      responseCode = "200",
      description = "The profile",
      headers =
          @Header(
              name = HttpHeaders.ETAG,
              required = true,
              description = "Version of the profile, for `If-Match`",
              schema = @Schema(type = SchemaType.STRING)),
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = ProfileSchema.class)))
  @APIResponse(responseCode = "400", description = "`server-owned-field`")
  @APIResponse(responseCode = "404", description = "`user-not-found`")
  @APIResponse(responseCode = "409", description = "`conflict`")
  @APIResponse(responseCode = "412", description = "`precondition-failed`")
  @Consumes(MediaType.APPLICATION_JSON)
  public Uni<RestResponse<ObjectNode>> replace(
      JsonNode wanted,
      @Parameter(description = "ETag of the version to change (RFC 9110, section 13.1.1)")
          @HeaderParam(HttpHeaders.IF_MATCH)
          String ifMatch) {
    return profiles
        .replace(caller.userId(), IfMatch.of(ifMatch), JsonBody.object(wanted))
        .map(ProfileResource::answer);
  }

  @PATCH
  @Operation(
      operationId = "patchProfile",
      summary = "Change your profile by merge patch (RFC 7396)")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = ProfilePatchSchema.class)))
  @APIResponse(
      responseCode = "200",
      description = "The profile",
      headers =
          @Header(
              name = HttpHeaders.ETAG,
              required = true,
              description = "Version of the profile, for `If-Match`",
              schema = @Schema(type = SchemaType.STRING)),
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = ProfileSchema.class)))
  @APIResponse(responseCode = "400", description = "`server-owned-field`")
  @APIResponse(responseCode = "404", description = "`user-not-found`")
  @APIResponse(responseCode = "409", description = "`conflict`")
  @APIResponse(responseCode = "412", description = "`precondition-failed`")
  @Consumes({MediaType.APPLICATION_JSON, MERGE_PATCH})
  public Uni<RestResponse<ObjectNode>> merge(
      JsonNode patch,
      @Parameter(description = "ETag of the version to change (RFC 9110, section 13.1.1)")
          @HeaderParam(HttpHeaders.IF_MATCH)
          String ifMatch) {
    return profiles
        .merge(caller.userId(), IfMatch.of(ifMatch), JsonBody.object(patch))
        .map(ProfileResource::answer);
  }

  private static RestResponse<ObjectNode> answer(Profile profile) {
    ObjectNode document = profile.document();
    return RestResponse.ResponseBuilder.ok(document)
        .header(HttpHeaders.ETAG, profile.etag())
        .header(HttpHeaders.CACHE_CONTROL, "private, no-cache")
        .build();
  }
}
