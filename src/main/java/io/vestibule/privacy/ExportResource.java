package io.vestibule.privacy;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Multi;
import io.vertx.core.buffer.Buffer;
import io.vestibule.openapi.OpenApiDefinition;
import io.vestibule.web.CurrentCaller;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestMulti;

/** Export of the caller's personal data. */
@Path("/api/user/export")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = OpenApiDefinition.BEARER)
@SecurityRequirement(name = OpenApiDefinition.COOKIE)
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
      operationId = "exportPersonalData",
      summary = "Export all personal data",
      description = "The export holds no secrets. It is streamed.")
  @APIResponse(
      responseCode = "200",
      description = "The export",
      headers =
          @Header(
              name = HttpHeaders.CONTENT_DISPOSITION,
              required = true,
              description = "`attachment` and a file name",
              schema = @Schema(type = SchemaType.STRING)),
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = PersonalDataExportSchema.class)))
  @APIResponse(responseCode = "404", description = "`user-not-found`")
  public Multi<Buffer> read() {
    return RestMulti.fromMultiData(exports.write(caller.get()).map(Buffer::buffer))
        // The chunks form one JSON object; only one of them is in memory at a time.
        .encodeAsJsonArray(false)
        .withDemand(1)
        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"vestibule-export.json\"")
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }
}
