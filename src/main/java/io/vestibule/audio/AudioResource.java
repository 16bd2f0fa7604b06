package io.vestibule.audio;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vestibule.openapi.OpenApiDefinition;
import io.vestibule.web.CurrentCaller;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;

/** The caller's recordings, one by one. */
@Path("/api/audio-file")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = OpenApiDefinition.BEARER)
@SecurityRequirement(name = OpenApiDefinition.COOKIE)
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
      operationId = "registerAudioFile",
      summary = "Register a recording",
      description = "A repeated request for the same key returns 200 and the first record.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = RegistrationSchema.class)))
  @APIResponse(
      responseCode = "201",
      description = "The recording was registered.",
      content = @Content(schema = @Schema(implementation = AudioFileResponse.class)))
  @APIResponse(
      responseCode = "200",
      description = "The recording was registered earlier.",
      content = @Content(schema = @Schema(implementation = AudioFileResponse.class)))
  @APIResponse(responseCode = "400", description = "`s3-key-required`")
  @APIResponse(responseCode = "403", description = "`s3-key-foreign`")
  @APIResponse(
      responseCode = "409",
      description = "`s3-key-taken`, `object-size-differs`, `conflict`")
  @Consumes(MediaType.APPLICATION_JSON)
  public Uni<RestResponse<AudioFileResponse>> register(JsonNode body) {
    return audio
        .register(caller.userId(), Registration.from(body))
        .map(
            registered ->
                RestResponse.status(
                    registered.created() ? RestResponse.Status.CREATED : RestResponse.Status.OK,
                    new AudioFileResponse(registered.file())));
  }

  @POST
  @Path("upload-url")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "createUploadUrl",
      summary = "Get a presigned URL for the upload of ciphertext")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = UploadUrlRequestSchema.class)))
  @APIResponse(
      responseCode = "201",
      description = "A presigned URL for PUT. Send `headers` exactly as given.",
      content = @Content(schema = @Schema(implementation = UploadUrlAnswer.class)))
  public Uni<RestResponse<UploadUrlAnswer>> uploadUrl(JsonNode body) {
    return transfers
        .upload(caller.userId(), UploadUrlRequest.from(body))
        .map(answer -> secret(RestResponse.Status.CREATED, answer));
  }

  @GET
  @Path("{file_id}/download-url")
  @Operation(
      operationId = "createDownloadUrl",
      summary = "Get a presigned URL for the download of ciphertext")
  @APIResponse(
      responseCode = "200",
      description = "A presigned URL for GET",
      content = @Content(schema = @Schema(implementation = DownloadUrlAnswer.class)))
  @APIResponse(responseCode = "403", description = "`object-not-proven`")
  @APIResponse(responseCode = "404", description = "`audio-file-not-found`, `object-missing`")
  @APIResponse(responseCode = "409", description = "`object-size-differs`")
  public Uni<RestResponse<DownloadUrlAnswer>> downloadUrl(@RestPath("file_id") String fileId) {
    return transfers
        .download(caller.userId(), fileId)
        .map(answer -> secret(RestResponse.Status.OK, answer));
  }

  private static <T> RestResponse<T> secret(RestResponse.Status status, T entity) {
    return RestResponse.ResponseBuilder.create(status, entity)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }

  @GET
  @Operation(operationId = "getAudioFile", summary = "Get the record of a recording")
  @APIResponse(
      responseCode = "200",
      description = "The record",
      content = @Content(schema = @Schema(implementation = AudioFileResponse.class)))
  @APIResponse(responseCode = "404", description = "`audio-file-not-found`")
  @Path("{file_id}")
  public Uni<AudioFileResponse> read(@RestPath("file_id") String fileId) {
    return audio.find(caller.userId(), fileId).map(StoredFile::file).map(AudioFileResponse::new);
  }

  @PATCH
  @Path("{file_id}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "changeAudioFile",
      summary = "Rename a recording, or replace its encrypted details")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = RecordingChangeSchema.class)))
  @APIResponse(
      responseCode = "200",
      description = "The changed record",
      content = @Content(schema = @Schema(implementation = AudioFileResponse.class)))
  @APIResponse(responseCode = "400", description = "`invalid-request`")
  @APIResponse(responseCode = "404", description = "`audio-file-not-found`")
  public Uni<AudioFileResponse> change(@RestPath("file_id") String fileId, JsonNode body) {
    return audio
        .change(caller.userId(), fileId, RecordingChange.from(body))
        .map(AudioFileResponse::new);
  }

  @DELETE
  @Operation(operationId = "deleteAudioFile", summary = "Delete a recording")
  @APIResponse(responseCode = "204", description = "The recording was deleted.")
  @APIResponse(responseCode = "404", description = "`audio-file-not-found`")
  @Path("{file_id}")
  public Uni<Void> delete(@RestPath("file_id") String fileId) {
    return audio.delete(caller.userId(), fileId);
  }
}
