package io.vestibule.profile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vestibule.web.ApiDescription;
import io.vestibule.web.Body;
import io.vestibule.web.CurrentCaller;
import io.vestibule.web.IfMatch;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The caller's own profile. */
@Path("/api/user/profile")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = ApiDescription.BEARER)
@SecurityRequirement(name = ApiDescription.COOKIE)
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
  @Operation(summary = "Own profile; made at first use")
  @APIResponse(
      responseCode = "200",
      description = "The profile, its version as ETag",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ProfileSchema.class),
              examples = @ExampleObject(name = "ada", value = ProfileSchema.EXAMPLE)))
  public Uni<Response> read() {
    return profiles.read(caller::userId, caller.foreign()).map(ProfileResource::answer);
  }

  @PUT
  @Operation(summary = "Replace own profile")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(type = SchemaType.OBJECT),
              examples = @ExampleObject(name = "names", value = ProfileSchema.CHANGE)))
  @APIResponse(
      responseCode = "200",
      description = "The profile, its version as ETag",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ProfileSchema.class),
              examples = @ExampleObject(name = "ada", value = ProfileSchema.EXAMPLE)))
  @APIResponse(responseCode = "400", description = "`server-owned-field`")
  @APIResponse(responseCode = "409", description = "`conflict`")
  @APIResponse(responseCode = "412", description = "`precondition-failed`")
  @Consumes(MediaType.APPLICATION_JSON)
  public Uni<Response> replace(JsonNode wanted, @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch) {
    return profiles
        .replace(caller.userId(), IfMatch.of(ifMatch), Body.object(wanted))
        .map(ProfileResource::answer);
  }

  @PATCH
  @Operation(summary = "Change own profile by merge patch (RFC 7396)")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(type = SchemaType.OBJECT),
              examples = @ExampleObject(name = "names", value = ProfileSchema.CHANGE)))
  @APIResponse(
      responseCode = "200",
      description = "The profile, its version as ETag",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ProfileSchema.class),
              examples = @ExampleObject(name = "ada", value = ProfileSchema.EXAMPLE)))
  @APIResponse(responseCode = "400", description = "`server-owned-field`")
  @APIResponse(responseCode = "409", description = "`conflict`")
  @APIResponse(responseCode = "412", description = "`precondition-failed`")
  @Consumes({MediaType.APPLICATION_JSON, MERGE_PATCH})
  public Uni<Response> merge(JsonNode patch, @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch) {
    return profiles
        .merge(caller.userId(), IfMatch.of(ifMatch), Body.object(patch))
        .map(ProfileResource::answer);
  }

  private static Response answer(Profile profile) {
    ObjectNode document = profile.document();
    return Response.ok(document)
        .header(HttpHeaders.ETAG, profile.etag())
        .header(HttpHeaders.CACHE_CONTROL, "private, no-cache")
        .build();
  }
}
