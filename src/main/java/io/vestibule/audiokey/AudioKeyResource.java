package io.vestibule.audiokey;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vestibule.credential.AudioKey;
import io.vestibule.credential.PasswordConfirmation;
import io.vestibule.credential.PasswordConfirmationSchema;
import io.vestibule.crypto.Password;
import io.vestibule.openapi.OpenApiDefinition;
import io.vestibule.web.ApiException;
import io.vestibule.web.CurrentCaller;
import io.vestibule.web.ErrorCode;
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

/** Returns the caller's wrapped audio key for the password. */
@Path("/api/user/audio-key")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = OpenApiDefinition.BEARER)
@SecurityRequirement(name = OpenApiDefinition.COOKIE)
@Tag(name = "Recordings")
public class AudioKeyResource {
  private final WrappedKeyService keys;
  private final CurrentCaller caller;

  AudioKeyResource(WrappedKeyService keys, CurrentCaller caller) {
    this.keys = keys;
    this.caller = caller;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "getAudioKey",
      summary = "Get the wrapped audio key for the password",
      description = "Attempts are limited like logins.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = PasswordConfirmationSchema.class)))
  @APIResponse(
      responseCode = "200",
      description = "The wrapped audio key, as register and login return it",
      content = @Content(schema = @Schema(implementation = AudioKeyAnswer.class)))
  @APIResponse(responseCode = "400", description = "`password-required`, `password-too-long`")
  @APIResponse(responseCode = "401", description = "`invalid-password`")
  @APIResponse(responseCode = "403", description = "`account-suspended`")
  @APIResponse(responseCode = "404", description = "`user-not-found`")
  @APIResponse(responseCode = "429", description = "`too-many-attempts`")
  public Uni<AudioKeyAnswer> find(JsonNode body) {
    Password password =
        PasswordConfirmation.from(body)
            .orElseThrow(() -> ApiException.of(ErrorCode.PASSWORD_REQUIRED));
    return keys.find(caller.get(), password)
        .map(found -> new AudioKeyAnswer(found.keySalt(), found.audioKey()));
  }

  /**
   * Response of {@code POST /api/user/audio-key}.
   *
   * @param keySalt salt of the key-encryption key, 32 bytes in hex
   */
  @Schema(name = "AudioKeyResponse")
  public record AudioKeyAnswer(
      @JsonProperty("key_salt") String keySalt,
      @JsonProperty("audio_key") @Schema(nullable = true) AudioKey audioKey) {
    @Override
    public String toString() {
      return "AudioKeyAnswer[redacted]";
    }
  }
}
