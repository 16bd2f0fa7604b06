package io.vestibule.audio;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vestibule.web.ApiDescription;
import io.vestibule.web.CurrentCaller;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** The caller's recordings, one by one. */
@Path("/api/audio-file")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = ApiDescription.BEARER)
@SecurityRequirement(name = ApiDescription.COOKIE)
@Tag(name = "Recordings")
public class AudioResource {
  private final AudioService audio;
  private final TransferService transfers;
  private final CurrentCaller caller;

  AudioResource(AudioService audio, TransferService transfers, CurrentCaller caller) {
    this.audio = audio;
    this.transfers = transfers;
    this.caller = caller;
  }

  @POST
  @Operation(
      summary = "Register a recording",
      description = "Sent again for the same key it answers 200 with the first record.")
  @RequestBodySchema(RegistrationSchema.class)
  @APIResponseSchema(
      value = AudioFileAnswer.class,
      responseCode = "201",
      responseDescription = "Registered")
  @APIResponse(
      responseCode = "200",
      description = "Was registered before; answered as at first",
      content = @Content(schema = @Schema(implementation = AudioFileAnswer.class)))
  @APIResponse(responseCode = "400", description = "`s3-key-required`")
  @APIResponse(responseCode = "403", description = "`s3-key-foreign`")
  @APIResponse(responseCode = "409", description = "`s3-key-taken`")
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

  @POST
  @Path("upload-url")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Get a place to upload ciphertext to",
      description = "Body: {file_name, content_type, file_size}.")
  @APIResponse(
      responseCode = "201",
      description = "A presigned PUT",
      content = @Content(schema = @Schema(implementation = UploadAnswer.class)))
  public Uni<Response> uploadUrl(JsonNode body) {
    return transfers
        .upload(caller.userId(), UploadRequest.from(body))
        .map(answer -> secret(Response.status(Response.Status.CREATED), answer));
  }

  @GET
  @Path("{file_id}/download-url")
  @Operation(summary = "Get the address of a recording's ciphertext")
  @APIResponse(
      responseCode = "200",
      description = "A presigned GET",
      content = @Content(schema = @Schema(implementation = DownloadAnswer.class)))
  public Uni<Response> downloadUrl(@RestPath("file_id") String fileId) {
    return transfers.download(caller.userId(), fileId).map(answer -> secret(Response.ok(), answer));
  }

  private static Response secret(Response.ResponseBuilder answer, Object entity) {
    return answer.header(HttpHeaders.CACHE_CONTROL, "no-store").entity(entity).build();
  }

  @GET
  @Operation(summary = "One record")
  @APIResponseSchema(
      value = AudioFileAnswer.class,
      responseCode = "200",
      responseDescription = "The record")
  @APIResponse(responseCode = "404", description = "`audio-file-not-found`")
  @Path("{file_id}")
  public Uni<AudioFileAnswer> read(@RestPath("file_id") String fileId) {
    return audio.find(caller.userId(), fileId).map(StoredFile::file).map(AudioFileAnswer::new);
  }

  @DELETE
  @Operation(summary = "Delete a record")
  @APIResponse(responseCode = "204", description = "Deleted")
  @APIResponse(responseCode = "404", description = "`audio-file-not-found`")
  @Path("{file_id}")
  public Uni<Void> delete(@RestPath("file_id") String fileId) {
    return audio.delete(caller.userId(), fileId);
  }

  /** One record: {@code {"audio_file":{…}}}. */
  public record AudioFileAnswer(@JsonProperty("audio_file") AudioFile audioFile) {}
}
