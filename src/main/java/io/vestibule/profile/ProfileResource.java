package io.vestibule.profile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
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

/** The caller's own profile. */
@Path("/api/user/profile")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
public class ProfileResource {
  private static final String MERGE_PATCH = "application/merge-patch+json";

  private final ProfileService profiles;
  private final CurrentCaller caller;

  ProfileResource(ProfileService profiles, CurrentCaller caller) {
    this.profiles = profiles;
    this.caller = caller;
  }

  @GET
  public Uni<Response> read() {
    return profiles.open(caller.userId()).map(ProfileResource::answer);
  }

  @PUT
  @Consumes(MediaType.APPLICATION_JSON)
  public Uni<Response> replace(JsonNode wanted, @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch) {
    return profiles
        .replace(caller.userId(), IfMatch.of(ifMatch), Body.object(wanted))
        .map(ProfileResource::answer);
  }

  @PATCH
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
