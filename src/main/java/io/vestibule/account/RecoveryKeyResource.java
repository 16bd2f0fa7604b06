package io.vestibule.account;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vestibule.crypto.Password;
import io.vestibule.web.ApiDescription;
import io.vestibule.web.ApiException;
import io.vestibule.web.CurrentCaller;
import io.vestibule.web.ErrorCode;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** A second key to the caller's recordings, for the day the password is forgotten. */
@Path("/api/user/recovery-key")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = ApiDescription.BEARER)
@SecurityRequirement(name = ApiDescription.COOKIE)
@Tag(name = "Recordings")
public class RecoveryKeyResource {
  private final RecoveryKeyService recoveryKeys;
  private final CurrentCaller caller;

  RecoveryKeyResource(RecoveryKeyService recoveryKeys, CurrentCaller caller) {
    this.recoveryKeys = recoveryKeys;
    this.caller = caller;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Make a recovery key for the audio key",
      description = "Body: {password}. Shown once; an earlier recovery key ends.")
  @APIResponse(
      responseCode = "201",
      description = "Made",
      content = @Content(schema = @Schema(implementation = RecoveryKeyAnswer.class)))
  @APIResponse(responseCode = "401", description = "Wrong password")
  public Uni<Response> create(JsonNode body) {
    Password password =
        GivenPassword.in(body).orElseThrow(() -> ApiException.of(ErrorCode.PASSWORD_REQUIRED));
    return recoveryKeys
        .create(caller.get(), password)
        .map(
            key ->
                Response.status(Response.Status.CREATED)
                    .header(HttpHeaders.CACHE_CONTROL, "no-store")
                    .entity(new RecoveryKeyAnswer(key))
                    .build());
  }

  /** 52 characters of base32 in groups of four. */
  public record RecoveryKeyAnswer(@JsonProperty("recovery_key") String recoveryKey) {
    @Override
    public String toString() {
      return "RecoveryKeyAnswer[redacted]";
    }
  }
}
