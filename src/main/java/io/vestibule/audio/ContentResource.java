package io.vestibule.audio;

import io.smallrye.mutiny.Uni;
import io.vestibule.web.CurrentCaller;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** A recording's plaintext, for whoever holds its ticket: an audio element sends no token. */
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
  @Operation(summary = "Stream a decrypted recording, whole or one range of it")
  @APIResponse(responseCode = "200", description = "The whole recording")
  @APIResponse(responseCode = "206", description = "The range that was asked for")
  @APIResponse(responseCode = "401", description = "The ticket is not valid or has expired")
  @APIResponse(responseCode = "403", description = "The ticket is for another recording or user")
  @APIResponse(responseCode = "416", description = "The recording has no such range")
  public Uni<Response> read(
      @RestPath("file_id") String fileId,
      @QueryParam("ticket") String ticket,
      @HeaderParam("Range") String range,
      @HeaderParam("If-Range") String ifRange) {
    return open(fileId, ticket)
        .chain(
            recording -> {
              ContentRange wanted = range(recording, range, ifRange);
              return decryption
                  .read(recording, wanted)
                  .map(stream -> ContentHeaders.of(recording, wanted).entity(stream).build());
            });
  }

  @HEAD
  @Operation(summary = "What a GET of the whole recording would say of it")
  @APIResponse(responseCode = "200", description = "Size, type and name")
  public Uni<Response> describe(
      @RestPath("file_id") String fileId, @QueryParam("ticket") String ticket) {
    return open(fileId, ticket)
        .map(
            recording ->
                ContentHeaders.of(recording, ContentRange.whole(recording.size())).build());
  }

  private Uni<Recording> open(String fileId, String ticket) {
    return caller.find().chain(known -> decryption.open(fileId, ticket, known));
  }

  /**
   * A range of another version than the client has would not fit what it has (RFC 9110, 13.1.5).
   */
  private static ContentRange range(Recording recording, String range, String ifRange) {
    boolean sameVersion = ifRange == null || ifRange.strip().equals(recording.etag());
    return ContentRange.of(sameVersion ? range : null, recording.size());
  }
}
