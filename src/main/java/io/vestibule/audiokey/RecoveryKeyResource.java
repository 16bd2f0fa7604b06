package io.vestibule.audiokey;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
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
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** The recovery key: it unwraps the caller's audio key if the password is lost. */
@Path("/api/user/recovery-key")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = OpenApiDefinition.BEARER)
@SecurityRequirement(name = OpenApiDefinition.COOKIE)
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
      operationId = "createRecoveryKey",
      summary = "Create a recovery key for your audio key",
      description = "The recovery key is shown only once. It replaces an earlier recovery key.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = PasswordConfirmationSchema.class)))
  @APIResponse(
      responseCode = "201",
      description = "The recovery key was created.",
      content = @Content(schema = @Schema(implementation = RecoveryKeyResponse.class)))
  @APIResponse(responseCode = "400", description = "`password-required`, `password-too-long`")
  @APIResponse(responseCode = "401", description = "`invalid-password`")
  @APIResponse(responseCode = "404", description = "`user-not-found`")
  @APIResponse(responseCode = "409", description = "`conflict`, `audio-key-locked`")
  @APIResponse(responseCode = "429", description = "`too-many-attempts`")
  public Uni<RestResponse<RecoveryKeyResponse>> create(JsonNode body) {
    Password password =
        PasswordConfirmation.from(body)
            .orElseThrow(() -> ApiException.of(ErrorCode.PASSWORD_REQUIRED));
    return recoveryKeys
        .create(caller.get(), password)
        .map(
            key ->
                RestResponse.ResponseBuilder.create(
                        RestResponse.Status.CREATED, new RecoveryKeyResponse(key))
                    .header(HttpHeaders.CACHE_CONTROL, "no-store")
                    .build());
  }
}
