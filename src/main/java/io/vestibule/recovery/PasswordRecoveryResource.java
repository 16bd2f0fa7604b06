package io.vestibule.recovery;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import io.vestibule.account.EmailAddress;
import io.vestibule.factor.FactorOptionsAnswer;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.JsonBody;
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
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** Replaces a forgotten password, with a mail to the address of the account. */
@Path("/api/auth/password")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Password reset")
public class PasswordRecoveryResource {
  private static final ForgotPasswordAnswer ACCEPTED =
      new ForgotPasswordAnswer("If the address has an account, a mail is on its way to it");

  private final PasswordRecoveryService recovery;

  PasswordRecoveryResource(PasswordRecoveryService recovery) {
    this.recovery = recovery;
  }

  @POST
  @Path("forgot")
  @Operation(
      operationId = "forgotPassword",
      summary = "Request a mail with which the password can be reset",
      description = "The response is the same whether or not the address has an account.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = ForgotPasswordSchema.class)))
  @APIResponse(
      responseCode = "202",
      description = "If the address has an account, a mail is sent to it.",
      content = @Content(schema = @Schema(implementation = ForgotPasswordAnswer.class)))
  @APIResponse(responseCode = "400", description = "`invalid-email`")
  @APIResponse(responseCode = "429", description = "`too-many-attempts`")
  @APIResponse(responseCode = "503", description = "`mail-not-configured`")
  public Uni<RestResponse<ForgotPasswordAnswer>> forgot(JsonNode body) {
    return recovery
        .request(email(body))
        .replaceWith(() -> RestResponse.status(RestResponse.Status.ACCEPTED, ACCEPTED));
  }

  @POST
  @Path("reset")
  @Operation(
      operationId = "resetPassword",
      summary = "Set a new password with the link or the code of the mail",
      description =
          "Every session of the account ends. With the recovery key, the recordings can be played"
              + " with the new password at once. Without it they are kept and can be unlocked later.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = PasswordResetSchema.class)))
  @APIResponse(
      responseCode = "200",
      description = "The password was replaced. No session was opened.",
      content = @Content(schema = @Schema(implementation = PasswordResetAnswer.class)))
  @APIResponse(
      responseCode = "400",
      description =
          "`invalid-request`, `challenge-invalid`, `recovery-key-invalid`, `password-too-short`,"
              + " `password-too-long`, `password-well-known`, `password-too-weak`")
  @APIResponse(responseCode = "401", description = "`mfa-required`, `mfa-code-invalid`")
  @APIResponse(responseCode = "403", description = "`account-suspended`")
  @APIResponse(responseCode = "409", description = "`conflict`, `too-many-audio-keys`")
  @APIResponse(responseCode = "429", description = "`too-many-attempts`")
  public Uni<PasswordResetAnswer> reset(JsonNode body) {
    return recovery.reset(ResetRequest.from(body));
  }

  @POST
  @Path("reset/options")
  @Operation(
      operationId = "getPasswordResetOptions",
      summary = "Get the second factors with which a reset can be done",
      description = "With the link or the code of the mail, which stays valid.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = ResetProofSchema.class)))
  @APIResponse(
      responseCode = "200",
      description = "The kinds of factors; none if the reset needs none",
      content = @Content(schema = @Schema(implementation = FactorOptionsAnswer.class)))
  @APIResponse(
      responseCode = "400",
      description = "`invalid-request`, `invalid-email`, `challenge-invalid`")
  @APIResponse(responseCode = "403", description = "`account-suspended`")
  @APIResponse(responseCode = "429", description = "`too-many-attempts`")
  public Uni<FactorOptionsAnswer> options(JsonNode body) {
    return recovery.options(ResetRequest.proof(JsonBody.of(body)));
  }

  private static EmailAddress email(JsonNode body) {
    return EmailAddress.ofExisting(
        JsonBody.of(body)
            .text("email")
            .orElseThrow(() -> ApiException.of(ErrorCode.INVALID_EMAIL)));
  }
}
