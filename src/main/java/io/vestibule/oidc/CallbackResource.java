package io.vestibule.oidc;

import io.smallrye.mutiny.Uni;
import io.vestibule.web.ChangesData;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** Where a provider sends the browser back. */
@Path("/api/auth/callback/{name}")
@Tag(name = "Sign-in by redirect")
public class CallbackResource {
  private final CallbackService callback;

  CallbackResource(CallbackService callback) {
    this.callback = callback;
  }

  @GET
  @ChangesData
  @Operation(
      operationId = "completeSignIn",
      summary = "Complete a sign-in",
      description = "The redirect URI to register at the provider. Only the provider calls it.")
  @APIResponse(
      responseCode = "303",
      description = "To `return_to`. After a success the session token is set as a cookie.",
      headers =
          @Header(
              name = HttpHeaders.LOCATION,
              required = true,
              description = "Where the browser goes",
              schema = @Schema(type = SchemaType.STRING)))
  @APIResponse(responseCode = "404", description = "`not-found`: there is no such provider")
  public Uni<RestResponse<Void>> complete(
      @PathParam("name") String name,
      @Context UriInfo uri,
      @Parameter(hidden = true) @HeaderParam(HttpHeaders.USER_AGENT) String device) {
    return complete(name, uri.getRequestUri().getRawQuery(), device);
  }

  @POST
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @Operation(hidden = true)
  public Uni<RestResponse<Void>> completeWithForm(
      @PathParam("name") String name,
      String form,
      @Parameter(hidden = true) @HeaderParam(HttpHeaders.USER_AGENT) String device) {
    return complete(name, form, device);
  }

  private Uni<RestResponse<Void>> complete(String name, String parameters, String device) {
    return callback
        .complete(name, CallbackParameters.parse(parameters), device)
        .map(next -> RedirectLoginResource.answer(RestResponse.Status.SEE_OTHER, next));
  }
}
