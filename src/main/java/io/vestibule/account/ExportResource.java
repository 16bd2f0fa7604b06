package io.vestibule.account;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Multi;
import io.vertx.core.buffer.Buffer;
import io.vestibule.web.ApiDescription;
import io.vestibule.web.CurrentCaller;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestMulti;

/** All that is kept about the caller. */
@Path("/api/user/export")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = ApiDescription.BEARER)
@SecurityRequirement(name = ApiDescription.COOKIE)
@Tag(name = "Account")
public class ExportResource {
  private final ExportService exports;
  private final CurrentCaller caller;

  ExportResource(ExportService exports, CurrentCaller caller) {
    this.exports = exports;
    this.caller = caller;
  }

  @GET
  @Operation(
      summary = "Everything that is kept about you, without secrets",
      description = "One JSON object, a member for each kind of data; streamed.")
  @APIResponse(
      responseCode = "200",
      description = "The export",
      content =
          @Content(mediaType = "application/json", schema = @Schema(type = SchemaType.OBJECT)))
  @APIResponse(responseCode = "404", description = "`user-not-found`")
  public Multi<Buffer> read() {
    return RestMulti.fromMultiData(exports.write(caller.get()).map(Buffer::buffer))
        // The pieces are one object already, and one at a time is all that is held in memory.
        .encodeAsJsonArray(false)
        .withDemand(1)
        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"vestibule-export.json\"")
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }
}
