package io.vestibule.oidc;

import io.smallrye.mutiny.Uni;
import io.vestibule.federation.OpenIdProviders;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Tells front ends which buttons to show. */
@Path("/api/auth/providers")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Sign-in by redirect")
public class ProvidersResource {
  private final SignInProviderList providers;

  ProvidersResource(OpenIdProviders providers) {
    this.providers =
        new SignInProviderList(providers.all().stream().map(SignInProvider::of).toList());
  }

  @GET
  @Operation(
      operationId = "listSignInProviders",
      summary = "List the providers with which users can sign in")
  @APIResponse(
      responseCode = "200",
      description = "The providers; none if none is configured",
      content = @Content(schema = @Schema(implementation = SignInProviderList.class)))
  public Uni<SignInProviderList> list() {
    return Uni.createFrom().item(providers);
  }
}
