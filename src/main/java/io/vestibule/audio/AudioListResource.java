package io.vestibule.audio;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vestibule.web.CurrentCaller;
import io.vestibule.web.PageLimit;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;

/** The caller's recordings as a list. */
@Path("/api/user/audio-files")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
public class AudioListResource {
  private final AudioService audio;
  private final CurrentCaller caller;

  AudioListResource(AudioService audio, CurrentCaller caller) {
    this.audio = audio;
    this.caller = caller;
  }

  @GET
  public Uni<AudioList> list(
      @QueryParam("limit") String limit, @QueryParam("cursor") String cursor) {
    return audio.list(caller.userId(), PageLimit.of(limit), Optional.ofNullable(cursor));
  }
}
