package io.vestibule.audiokey;

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
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Unlocks audio keys that a password reset has locked. */
@Path("/api/user/audio-key/unlock")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = OpenApiDefinition.BEARER)
@SecurityRequirement(name = OpenApiDefinition.COOKIE)
@Tag(name = "Recordings")
public class KeyUnlockResource {
  private final KeyUnlockService unlocking;
  private final CurrentCaller caller;

  KeyUnlockResource(KeyUnlockService unlocking, CurrentCaller caller) {
    this.unlocking = unlocking;
    this.caller = caller;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "unlockAudioKeys",
      summary = "Unlock older recordings with the recovery key or a former password",
      description =
          "Wraps every audio key that the secret unwraps under the current password. Attempts are"
              + " limited like logins.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = KeyUnlockSchema.class)))
  @APIResponse(
      responseCode = "200",
      description = "The audio keys that were unlocked; none if no key was locked",
      content = @Content(schema = @Schema(implementation = KeyUnlockAnswer.class)))
  @APIResponse(
      responseCode = "400",
      description =
          "`password-required`, `password-too-long`, `invalid-request`, `recovery-key-invalid`,"
              + " `former-password-invalid`")
  @APIResponse(responseCode = "401", description = "`invalid-password`")
  @APIResponse(responseCode = "403", description = "`account-suspended`")
  @APIResponse(responseCode = "404", description = "`user-not-found`")
  @APIResponse(responseCode = "409", description = "`conflict`")
  @APIResponse(responseCode = "429", description = "`too-many-attempts`")
  public Uni<KeyUnlockAnswer> unlock(JsonNode body) {
    return unlocking.unlock(caller.get(), KeyUnlock.from(body)).map(KeyUnlockAnswer::new);
  }

  /**
   * Response of {@code POST /api/user/audio-key/unlock}.
   *
   * @param unlocked ids of the keys that this request unlocked
   */
  @Schema(name = "AudioKeyUnlockResponse")
  public record KeyUnlockAnswer(List<String> unlocked) {}
}
