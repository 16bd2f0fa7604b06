package io.vestibule.email;

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
import org.jboss.resteasy.reactive.RestResponse;

/** Verification and change of an account's e-mail address. */
@Path("/api/auth/email")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Email address")
public class EmailResource {
  private final EmailService emails;
  private final EmailChangeService changes;
  private final CurrentCaller caller;

  EmailResource(EmailService emails, EmailChangeService changes, CurrentCaller caller) {
    this.emails = emails;
    this.changes = changes;
    this.caller = caller;
  }

  @POST
  @Path("verification")
  @Authenticated
  @SecurityRequirement(name = OpenApiDefinition.BEARER)
  @SecurityRequirement(name = OpenApiDefinition.COOKIE)
  @Operation(
      operationId = "requestEmailVerification",
      summary = "Send the mail that verifies your address")
  @APIResponse(
      responseCode = "202",
      description = "The mail will be sent.",
      content = @Content(schema = @Schema(implementation = MailSent.class)))
  @APIResponse(responseCode = "400", description = "`invalid-email`: no mail can reach it")
  @APIResponse(responseCode = "404", description = "`user-not-found`")
  @APIResponse(responseCode = "409", description = "`email-already-verified`, `no-email`")
  @APIResponse(responseCode = "429", description = "`too-many-attempts`")
  @APIResponse(responseCode = "503", description = "`mail-not-configured`")
  public Uni<RestResponse<MailSent>> requestVerification() {
    return emails.requestVerification(caller.get()).map(sent -> accepted());
  }

  @POST
  @Path("verify")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "verifyEmail",
      summary = "Verify an address by the link or the code of the mail",
      description =
          "If the session of the account is sent too, the account keeps what it has. Otherwise"
              + " everything ends that the account got before its address was verified: sessions,"
              + " the API token, and, if it has a password, linked identities.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = ChallengeAnswerSchema.class)))
  @APIResponse(
      responseCode = "200",
      description = "The address is verified.",
      content = @Content(schema = @Schema(implementation = VerifiedEmail.class)))
  @APIResponse(responseCode = "400", description = "`invalid-email`, `challenge-invalid`")
  @APIResponse(responseCode = "403", description = "`account-suspended`")
  @APIResponse(responseCode = "409", description = "`user-exists`, `conflict`")
  @APIResponse(responseCode = "429", description = "`too-many-attempts`")
  public Uni<VerifiedEmail> verify(JsonNode body) {
    ChallengeAnswer answer = ChallengeAnswer.linkOrAddressedCode(body);
    return caller.find().chain(known -> emails.verify(answer, known)).map(VerifiedEmail::of);
  }

  @POST
  @Path("change")
  @Consumes(MediaType.APPLICATION_JSON)
  @Authenticated
  @SecurityRequirement(name = OpenApiDefinition.BEARER)
  @SecurityRequirement(name = OpenApiDefinition.COOKIE)
  @Operation(
      operationId = "requestEmailChange",
      summary = "Send the mail that confirms a new address",
      description =
          "An account without a password needs a token of its issuer with an `auth_time` within"
              + " five minutes.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = EmailChangeSchema.class)))
  @APIResponse(
      responseCode = "202",
      description = "The mail will be sent to the new address.",
      content = @Content(schema = @Schema(implementation = MailSent.class)))
  @APIResponse(responseCode = "400", description = "`invalid-email`")
  @APIResponse(
      responseCode = "401",
      description = "`invalid-password`, `reauthentication-required`")
  @APIResponse(responseCode = "404", description = "`user-not-found`")
  @APIResponse(responseCode = "429", description = "`too-many-attempts`")
  @APIResponse(responseCode = "503", description = "`mail-not-configured`")
  public Uni<RestResponse<MailSent>> requestChange(JsonNode body) {
    return changes.request(caller.get(), EmailChange.from(body)).map(sent -> accepted());
  }

  @POST
  @Path("change/confirm")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "confirmEmailChange",
      summary = "Change the address by the link or the code of the mail",
      description =
          "A code needs the session of the account. The former address, if it was verified, gets a"
              + " link that undoes the change for seven days.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = ChallengeAnswerSchema.class)))
  @APIResponse(
      responseCode = "200",
      description = "The account has the new address.",
      content = @Content(schema = @Schema(implementation = VerifiedEmail.class)))
  @APIResponse(responseCode = "400", description = "`challenge-invalid`")
  @APIResponse(responseCode = "401", description = "`token-missing`")
  @APIResponse(responseCode = "409", description = "`user-exists`, `conflict`")
  @APIResponse(responseCode = "429", description = "`too-many-attempts`")
  public Uni<VerifiedEmail> confirmChange(JsonNode body) {
    ChallengeAnswer answer = ChallengeAnswer.linkOrCode(body);
    return caller.find().chain(known -> emails.confirmChange(answer, known)).map(VerifiedEmail::of);
  }

  @POST
  @Path("revert")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "revertEmailChange",
      summary = "Undo a change of the address",
      description =
          "All sessions end and the password becomes invalid; a mail for a new one goes to the"
              + " restored address.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = LinkAnswerSchema.class)))
  @APIResponse(
      responseCode = "200",
      description = "The account has its former address.",
      content = @Content(schema = @Schema(implementation = RestoredEmail.class)))
  @APIResponse(responseCode = "400", description = "`challenge-invalid`")
  @APIResponse(responseCode = "403", description = "`account-suspended`")
  @APIResponse(responseCode = "409", description = "`user-exists`, `conflict`")
  @APIResponse(responseCode = "429", description = "`too-many-attempts`")
  public Uni<RestoredEmail> revert(JsonNode body) {
    return emails.revert(ChallengeAnswer.link(body)).map(RestoredEmail::of);
  }

  private static RestResponse<MailSent> accepted() {
    return RestResponse.status(RestResponse.Status.ACCEPTED, MailSent.ANSWER);
  }
}
