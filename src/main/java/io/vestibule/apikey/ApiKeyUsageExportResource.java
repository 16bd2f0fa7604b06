package io.vestibule.apikey;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vestibule.openapi.OpenApiDefinition;
import io.vestibule.web.CurrentCaller;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** The usage of the caller's API keys as a file. */
@Path("/api/user/api-key-usage.csv")
@Authenticated
@Produces("text/csv")
@SecurityRequirement(name = OpenApiDefinition.BEARER)
@SecurityRequirement(name = OpenApiDefinition.COOKIE)
@Tag(name = "API keys")
public class ApiKeyUsageExportResource {
  private final ApiKeyUsageService usage;
  private final CurrentCaller caller;

  ApiKeyUsageExportResource(ApiKeyUsageService usage, CurrentCaller caller) {
    this.usage = usage;
    this.caller = caller;
  }

  @GET
  @Operation(
      operationId = "exportApiKeyUsage",
      summary = "Get the usage of all your API keys as CSV (RFC 4180)",
      description = "Columns: `key_id`, `day` or `month`, `usage_count`.")
  @APIResponse(
      responseCode = "200",
      description = "One line for each key and day or month with usage",
      content =
          @Content(
              mediaType = "text/csv",
              schema = @Schema(type = SchemaType.STRING, format = "binary")))
  @APIResponse(responseCode = "400", description = "`invalid-request`")
  @APIResponse(responseCode = "404", description = "`user-not-found`")
  @APIResponse(responseCode = "409", description = "`conflict`")
  public Uni<RestResponse<String>> export(
      @Parameter(
              description = "`day` (if absent) or `month`",
              schema =
                  @Schema(
                      type = SchemaType.STRING,
                      enumeration = {"day", "month"}))
          @QueryParam("by")
          String by) {
    return usage
        .export(caller.userId(), UsageCsv.of(by))
        .map(
            csv ->
                RestResponse.ResponseBuilder.ok(csv)
                    .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "attachment; filename=\"api-key-usage.csv\"")
                    .build());
  }
}
