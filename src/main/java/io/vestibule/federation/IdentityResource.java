package io.vestibule.federation;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vestibule.web.ApiDescription;
import io.vestibule.web.ApiException;
import io.vestibule.web.Body;
import io.vestibule.web.CurrentCaller;
import io.vestibule.web.ErrorCode;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The ways into the caller's account: its password and the sign-ins of other issuers. */
@Path("/api/user/identities")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = ApiDescription.BEARER)
@SecurityRequirement(name = ApiDescription.COOKIE)
@Tag(name = "Identities")
public class IdentityResource {
  private final IdentityService identities;
  private final CurrentCaller caller;

  IdentityResource(IdentityService identities, CurrentCaller caller) {
    this.identities = identities;
    this.caller = caller;
  }

  @GET
  @Operation(summary = "Ways into own account")
  @APIResponseSchema(
      value = IdentityList.class,
      responseCode = "200",
      responseDescription = "All of them")
  public Uni<IdentityList> list() {
    return identities.list(caller.get());
  }

  @POST
  @Operation(
      summary = "Link a sign-in of another issuer",
      description =
          "Signed in to both: the request as usual, the other sign-in by its token in the body. Linking twice changes nothing.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(type = SchemaType.OBJECT, requiredProperties = "token"),
              examples = @ExampleObject(name = "google", value = "{\"token\":\"eyJhbGciOi…\"}")))
  @APIResponseSchema(
      value = IdentityList.class,
      responseCode = "200",
      responseDescription = "All ways into the account, the new one among them")
  @APIResponse(responseCode = "400", description = "`identity-not-proven`")
  @APIResponse(responseCode = "409", description = "`identity-taken`, `too-many-identities`")
  @Consumes(MediaType.APPLICATION_JSON)
  public Uni<IdentityList> link(JsonNode body) {
    return identities.link(
        caller.get(),
        Body.of(body)
            .text("token")
            .orElseThrow(() -> ApiException.of(ErrorCode.IDENTITY_NOT_PROVEN)));
  }

  @DELETE
  @Path("{id}")
  @Operation(summary = "Unlink a sign-in; the last one stays")
  @APIResponse(responseCode = "204", description = "It no longer opens the account")
  @APIResponse(responseCode = "404", description = "`not-found`")
  @APIResponse(responseCode = "409", description = "`last-way-in`")
  public Uni<Response> unlink(@PathParam("id") String id) {
    return identities.unlink(caller.get(), id).map(unlinked -> Response.noContent().build());
  }
}
