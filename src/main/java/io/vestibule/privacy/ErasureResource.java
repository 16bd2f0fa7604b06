package io.vestibule.privacy;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vestibule.credential.PasswordConfirmation;
import io.vestibule.credential.PasswordConfirmationSchema;
import io.vestibule.openapi.OpenApiDefinition;
import io.vestibule.web.CurrentCaller;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** Erasure of the caller's own account. */
@Path("/api/user")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = OpenApiDefinition.BEARER)
@SecurityRequirement(name = OpenApiDefinition.COOKIE)
@Tag(name = "Account")
public class ErasureResource {
  private final ErasureService erasures;
  private final CurrentCaller caller;

  ErasureResource(ErasureService erasures, CurrentCaller caller) {
    this.erasures = erasures;
    this.caller = caller;
  }

  @DELETE
  @Operation(
      operationId = "eraseAccount",
      summary = "Erase your account and all its data",
      description =
          "Ends every session, invalidates the API token, erases all data and releases the email"
              + " address. This cannot be undone. The body may be absent if the caller has"
              + " authenticated within the last ten minutes.")
  @RequestBody(
      content = @Content(schema = @Schema(implementation = PasswordConfirmationSchema.class)))
  @APIResponse(responseCode = "204", description = "The account and all its data were erased.")
  @APIResponse(
      responseCode = "202",
      description = "The account was erased. The service erases the remaining data later.")
  @APIResponse(responseCode = "400", description = "`password-too-long`")
  @APIResponse(
      responseCode = "401",
      description = "`invalid-password`, `reauthentication-required`")
  @APIResponse(responseCode = "404", description = "`user-not-found`")
  @APIResponse(responseCode = "429", description = "`too-many-attempts`")
  @Consumes(MediaType.APPLICATION_JSON)
  public Uni<RestResponse<Void>> erase(JsonNode body) {
    return erasures
        .erase(caller.get(), Optional.ofNullable(body).flatMap(PasswordConfirmation::optional))
        .map(ErasureResource::answer);
  }

  private static RestResponse<Void> answer(ErasureService.Outcome outcome) {
    return RestResponse.status(
        switch (outcome) {
          case DONE -> RestResponse.Status.NO_CONTENT;
          case UNDER_WAY -> RestResponse.Status.ACCEPTED;
        });
  }
}
