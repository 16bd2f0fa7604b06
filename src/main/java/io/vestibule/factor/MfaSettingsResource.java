package io.vestibule.factor;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vestibule.openapi.OpenApiDefinition;
import io.vestibule.web.CurrentCaller;
import io.vestibule.web.JsonBody;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
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
import org.jboss.resteasy.reactive.RestResponse;

/** The caller's second factors. */
@Path("/api/user/mfa")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = OpenApiDefinition.BEARER)
@SecurityRequirement(name = OpenApiDefinition.COOKIE)
@Tag(name = "Second factors")
public class MfaSettingsResource {
  private final FactorService factors;
  private final CurrentCaller caller;

  MfaSettingsResource(FactorService factors, CurrentCaller caller) {
    this.factors = factors;
    this.caller = caller;
  }

  @GET
  @Operation(operationId = "getMfaStatus", summary = "Get your second factors")
  @APIResponse(
      responseCode = "200",
      description = "What is set up",
      content = @Content(schema = @Schema(implementation = MfaStatus.class)))
  @APIResponse(responseCode = "404", description = "`user-not-found`")
  public Uni<MfaStatus> status() {
    return factors.status(caller.get());
  }

  @POST
  @Path("totp")
  @Operation(
      operationId = "startTotp",
      summary = "Create the secret of an authenticator app",
      description =
          "The app does not count before a code of it was confirmed. Replaces an unconfirmed one.")
  @APIResponse(
      responseCode = "201",
      description = "The secret, which is shown once",
      content = @Content(schema = @Schema(implementation = TotpSetup.class)))
  @APIResponse(responseCode = "401", description = "`reauthentication-required`")
  @APIResponse(responseCode = "404", description = "`user-not-found`")
  @APIResponse(responseCode = "409", description = "`totp-already-enabled`")
  public Uni<RestResponse<TotpSetup>> start() {
    return factors
        .start(caller.get())
        .map(setup -> RestResponse.status(RestResponse.Status.CREATED, setup));
  }

  @POST
  @Path("totp/confirm")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "confirmTotp",
      summary = "Confirm an authenticator app with a code of it",
      description = "From then on every login needs a second factor.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = TotpCodeSchema.class)))
  @APIResponse(
      responseCode = "200",
      description = "Recovery codes, which are shown once",
      content = @Content(schema = @Schema(implementation = RecoveryCodes.class)))
  @APIResponse(responseCode = "400", description = "`invalid-request`")
  @APIResponse(
      responseCode = "401",
      description = "`mfa-code-invalid`, `reauthentication-required`")
  @APIResponse(responseCode = "404", description = "`user-not-found`")
  @APIResponse(responseCode = "409", description = "`totp-already-enabled`, `conflict`")
  @APIResponse(responseCode = "429", description = "`too-many-attempts`")
  public Uni<RecoveryCodes> confirm(JsonNode body) {
    JsonBody.of(body).requiredText("code", 64);
    return factors.confirm(caller.get(), TotpSecrets.code(body.get("code")));
  }

  @DELETE
  @Path("totp")
  @Operation(
      operationId = "removeTotp",
      summary = "Remove the authenticator app and its recovery codes")
  @APIResponse(responseCode = "204", description = "The app was removed.")
  @APIResponse(responseCode = "401", description = "`reauthentication-required`")
  @APIResponse(responseCode = "404", description = "`not-found`, `user-not-found`")
  public Uni<Void> remove() {
    return factors.remove(caller.get());
  }

  @POST
  @Path("recovery-codes")
  @Operation(
      operationId = "replaceRecoveryCodes",
      summary = "Replace the recovery codes",
      description = "The old codes no longer work.")
  @APIResponse(
      responseCode = "200",
      description = "New codes, which are shown once",
      content = @Content(schema = @Schema(implementation = RecoveryCodes.class)))
  @APIResponse(responseCode = "401", description = "`reauthentication-required`")
  @APIResponse(responseCode = "404", description = "`not-found`, `user-not-found`")
  public Uni<RecoveryCodes> replaceCodes() {
    return factors.replaceCodes(caller.get());
  }
}
