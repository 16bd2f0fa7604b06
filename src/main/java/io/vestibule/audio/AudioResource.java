package io.vestibule.audio;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vestibule.web.CurrentCaller;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.RestPath;

/** The caller's recordings, one by one. */
@Path("/api/audio-file")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
public class AudioResource {
  private final AudioService audio;
  private final CurrentCaller caller;

  AudioResource(AudioService audio, CurrentCaller caller) {
    this.audio = audio;
    this.caller = caller;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Uni<Response> register(JsonNode body) {
    return audio
        .register(caller.userId(), Registration.from(body))
        .map(
            registered ->
                Response.status(registered.created() ? Response.Status.CREATED : Response.Status.OK)
                    .entity(new AudioFileAnswer(registered.file()))
                    .build());
  }

  @GET
  @Path("{file_id}")
  public Uni<AudioFileAnswer> read(@RestPath("file_id") String fileId) {
    return audio.find(caller.userId(), fileId).map(AudioFileAnswer::new);
  }

  @DELETE
  @Path("{file_id}")
  public Uni<Void> delete(@RestPath("file_id") String fileId) {
    return audio.delete(caller.userId(), fileId);
  }

  /** One record: {@code {"audio_file":{…}}}. */
  public record AudioFileAnswer(@JsonProperty("audio_file") AudioFile audioFile) {}
}
