package io.vestibule.login;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vestibule.openapi.OpenApiDefinition;
import io.vestibule.web.CurrentCaller;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Changes the caller's password. */
@Path("/api/auth/password")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = OpenApiDefinition.BEARER)
@SecurityRequirement(name = OpenApiDefinition.COOKIE)
@Tag(name = "Sessions")
public class PasswordResource {
  private final LoginService login;
  private final CurrentCaller caller;

  PasswordResource(LoginService login, CurrentCaller caller) {
    this.login = login;
    this.caller = caller;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "changePassword",
      summary = "Change the password and end all other sessions")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = PasswordChangeSchema.class)))
  @APIResponse(responseCode = "204", description = "The password was changed.")
  @APIResponse(
      responseCode = "400",
      description = "`password-too-short`, `password-too-long`, `password-well-known`")
  @APIResponse(responseCode = "401", description = "`invalid-password`")
  @APIResponse(responseCode = "404", description = "`user-not-found`")
  @APIResponse(responseCode = "409", description = "`conflict`, `audio-key-locked`")
  @APIResponse(responseCode = "429", description = "`too-many-attempts`")
  public Uni<Void> change(JsonNode body) {
    return login.changePassword(caller.get(), PasswordChange.from(body));
  }
}
