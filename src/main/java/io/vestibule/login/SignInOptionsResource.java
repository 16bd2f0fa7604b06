package io.vestibule.login;

import io.smallrye.mutiny.Uni;
import io.vestibule.account.SignUpConfig;
import io.vestibule.console.ConsoleConfig;
import io.vestibule.mail.Mails;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Tells front ends which ways to sign in are switched on. */
@Path("/api/auth/options")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Browser login")
public class SignInOptionsResource {
  private final SignInOptions options;

  SignInOptionsResource(
      SignUpConfig signUp, SignInCodeConfig codes, Mails mails, ConsoleConfig console) {
    this.options =
        new SignInOptions(
            signUp.verification().name().toLowerCase(Locale.ROOT),
            codes.enabled(),
            mails.isConfigured(),
            console.mailCatcherUrl().map(URI::toString).orElse(null));
  }

  @GET
  @Operation(operationId = "getSignInOptions", summary = "Get the ways to sign in")
  @APIResponse(
      responseCode = "200",
      description = "The options.",
      content = @Content(schema = @Schema(implementation = SignInOptions.class)))
  public Uni<SignInOptions> options() {
    return Uni.createFrom().item(options);
  }
}
