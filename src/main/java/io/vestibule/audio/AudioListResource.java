package io.vestibule.audio;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vestibule.web.ApiDescription;
import io.vestibule.web.CurrentCaller;
import io.vestibule.web.PageLimit;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The caller's recordings as a list. */
@Path("/api/user/audio-files")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = ApiDescription.BEARER)
@SecurityRequirement(name = ApiDescription.COOKIE)
@Tag(name = "Recordings")
public class AudioListResource {
  private final AudioService audio;
  private final CurrentCaller caller;

  AudioListResource(AudioService audio, CurrentCaller caller) {
    this.audio = audio;
    this.caller = caller;
  }

  @GET
  @Operation(
      summary = "Own recordings, newest first",
      description =
          "`limit` 1 to 100, 50 if not given; `cursor` is the `next_cursor` of the page before.")
  @APIResponseSchema(value = AudioList.class, responseCode = "200", responseDescription = "A page")
  @APIResponse(responseCode = "400", description = "`invalid-request`, `invalid-cursor`")
  public Uni<AudioList> list(
      @QueryParam("limit") String limit, @QueryParam("cursor") String cursor) {
    return audio.list(caller.userId(), PageLimit.of(limit), Optional.ofNullable(cursor));
  }
}
