package io.vestibule.playback;

import io.smallrye.mutiny.Uni;
import io.vestibule.web.CurrentCaller;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/**
 * The plaintext of a recording, for the holder of its ticket: an HTML audio element cannot send a
 * token.
 */
@Path("/api/audio-file/{file_id}/content")
@PermitAll
@Tag(name = "Recordings")
public class ContentResource {
  private final DecryptionService decryption;
  private final CurrentCaller caller;

  ContentResource(DecryptionService decryption, CurrentCaller caller) {
    this.decryption = decryption;
    this.caller = caller;
  }

  @GET
  @Operation(
      operationId = "streamAudio",
      summary = "Stream a decrypted recording or one range of it")
  @APIResponse(
      responseCode = "200",
      description = "The whole recording",
      headers = {
        @Header(
            name = HttpHeaders.CONTENT_LENGTH,
            required = true,
            description = "Bytes of plaintext",
            schema = @Schema(type = SchemaType.INTEGER, format = "int64")),
        @Header(
            name = HttpHeaders.ETAG,
            required = true,
            description = "Version of the recording",
            schema = @Schema(type = SchemaType.STRING)),
        @Header(
            name = "Accept-Ranges",
            required = true,
            description = "Always `bytes`",
            schema = @Schema(type = SchemaType.STRING))
      },
      content = {
        @Content(
            mediaType = "audio/*",
            schema = @Schema(type = SchemaType.STRING, format = "binary")),
        @Content(
            mediaType = MediaType.APPLICATION_OCTET_STREAM,
            schema = @Schema(type = SchemaType.STRING, format = "binary"))
      })
  @APIResponse(
      responseCode = "206",
      description = "The requested range",
      headers = {
        @Header(
            name = "Content-Range",
            required = true,
            description = "Range and size, for example `bytes 0-1023/4096`",
            schema = @Schema(type = SchemaType.STRING)),
        @Header(
            name = HttpHeaders.ETAG,
            required = true,
            description = "Version of the recording",
            schema = @Schema(type = SchemaType.STRING))
      },
      content = {
        @Content(
            mediaType = "audio/*",
            schema = @Schema(type = SchemaType.STRING, format = "binary")),
        @Content(
            mediaType = MediaType.APPLICATION_OCTET_STREAM,
            schema = @Schema(type = SchemaType.STRING, format = "binary"))
      })
  @APIResponse(responseCode = "401", description = "`ticket-invalid`")
  @APIResponse(responseCode = "403", description = "`ticket-foreign`, `account-suspended`")
  @APIResponse(
      responseCode = "404",
      description = "`audio-file-not-found`, `user-not-found`, `object-missing`")
  @APIResponse(responseCode = "409", description = "`object-changed`, `not-decryptable`")
  @APIResponse(responseCode = "416", description = "`range-not-satisfiable`")
  public Uni<Response> read(
      @RestPath("file_id") String fileId,
      @Parameter(required = true, description = "The ticket in `download_url`")
          @QueryParam("ticket")
          String ticket,
      @Parameter(description = "One range of bytes (RFC 9110, section 14)") @HeaderParam("Range")
          String range,
      @Parameter(description = "ETag for which `Range` is valid") @HeaderParam("If-Range")
          String ifRange) {
    return open(fileId, ticket)
        .chain(
            recording -> {
              ContentRange selected = range(recording, range, ifRange);
              return decryption
                  .read(recording, selected)
                  .map(stream -> ContentHeaders.of(recording, selected).entity(stream).build());
            });
  }

  @HEAD
  @Operation(
      operationId = "describeAudio",
      summary = "Get the headers of a decrypted recording without its content")
  @APIResponse(
      responseCode = "200",
      description = "Size, media type and file name, in headers",
      headers = {
        @Header(
            name = HttpHeaders.CONTENT_LENGTH,
            required = true,
            description = "Bytes of plaintext",
            schema = @Schema(type = SchemaType.INTEGER, format = "int64")),
        @Header(
            name = HttpHeaders.ETAG,
            required = true,
            description = "Version of the recording",
            schema = @Schema(type = SchemaType.STRING))
      },
      content = {})
  @APIResponse(responseCode = "401", description = "`ticket-invalid`")
  @APIResponse(responseCode = "403", description = "`ticket-foreign`, `account-suspended`")
  @APIResponse(responseCode = "404", description = "`audio-file-not-found`, `user-not-found`")
  public Uni<Response> describe(
      @RestPath("file_id") String fileId,
      @Parameter(required = true, description = "The ticket in `download_url`")
          @QueryParam("ticket")
          String ticket) {
    return open(fileId, ticket)
        .map(
            recording ->
                ContentHeaders.of(recording, ContentRange.whole(recording.size())).build());
  }

  private Uni<PlayableRecording> open(String fileId, String ticket) {
    return caller.find().chain(authenticated -> decryption.open(fileId, ticket, authenticated));
  }

  /**
   * A range is only useful if the client has the same version (If-Range, RFC 9110, section 13.1.5).
   */
  private static ContentRange range(PlayableRecording recording, String range, String ifRange) {
    boolean sameVersion = ifRange == null || ifRange.strip().equals(recording.etag());
    return ContentRange.of(sameVersion ? range : null, recording.size());
  }
}
