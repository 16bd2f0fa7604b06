package io.vestibule.audio;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vestibule.openapi.OpenApiDefinition;
import io.vestibule.web.CurrentCaller;
import io.vestibule.web.PageLimit;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The caller's recordings as a list. */
@Path("/api/user/audio-files")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = OpenApiDefinition.BEARER)
@SecurityRequirement(name = OpenApiDefinition.COOKIE)
@Tag(name = "Recordings")
public class AudioListResource {
  private final AudioService audio;
  private final CurrentCaller caller;

  AudioListResource(AudioService audio, CurrentCaller caller) {
    this.audio = audio;
    this.caller = caller;
  }

  @GET
  @Operation(operationId = "listAudioFiles", summary = "List your recordings, newest first")
  @APIResponse(
      responseCode = "200",
      description = "One page of recordings",
      content = @Content(schema = @Schema(implementation = AudioList.class)))
  @APIResponse(responseCode = "400", description = "`invalid-request`, `invalid-cursor`")
  public Uni<AudioList> list(
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
    return audio.list(caller.userId(), PageLimit.of(limit), Optional.ofNullable(cursor));
  }
}
