package io.vestibule.account;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vestibule.web.ApiDescription;
import io.vestibule.web.Body;
import io.vestibule.web.CurrentCaller;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
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

/** The caller's own account record. */
@Path("/api/user")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = ApiDescription.BEARER)
@SecurityRequirement(name = ApiDescription.COOKIE)
@Tag(name = "Account")
public class AccountResource {
  private static final String MERGE_PATCH = "application/merge-patch+json";

  private final AccountService accounts;
  private final ErasureService erasures;
  private final CurrentCaller caller;

  AccountResource(AccountService accounts, ErasureService erasures, CurrentCaller caller) {
    this.accounts = accounts;
    this.erasures = erasures;
    this.caller = caller;
  }

  @GET
  @Operation(summary = "Own account record")
  @APIResponseSchema(
      value = Account.class,
      responseCode = "200",
      responseDescription = "The record")
  public Uni<Account> read() {
    return accounts.find(caller.userId()).map(SignedIn::account);
  }

  @PATCH
  @Operation(
      summary = "Change own account record",
      description =
          "A merge patch (RFC 7396) of name, username, phoneNumber, address, profileImage, wishlist, cart and, for vendors, storeName and storeDescription.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(type = SchemaType.OBJECT),
              examples =
                  @ExampleObject(
                      name = "address",
                      value = "{\"name\":\"Ada Lovelace\",\"address\":{\"city\":\"London\"}}")))
  @APIResponseSchema(
      value = Account.class,
      responseCode = "200",
      responseDescription = "The record after the change")
  @APIResponse(responseCode = "400", description = "`server-owned-field`")
  @Consumes({MediaType.APPLICATION_JSON, MERGE_PATCH})
  public Uni<Account> change(JsonNode patch) {
    return accounts.change(caller.userId(), Body.object(patch));
  }

  @DELETE
  @Operation(
      summary = "Erase own account and everything kept with it",
      description =
          "Ends every session, kills the API token, erases all data and frees the address. It cannot be undone.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(type = SchemaType.OBJECT),
              examples =
                  @ExampleObject(
                      name = "password",
                      value = "{\"password\":\"correct horse battery staple\"}")))
  @APIResponse(responseCode = "204", description = "All is gone")
  @APIResponse(
      responseCode = "202",
      description = "The account is gone; the rest of its data follows without further ado")
  @APIResponse(responseCode = "401", description = "`invalid-password`")
  @APIResponse(responseCode = "403", description = "`reauthentication-required`")
  @Consumes(MediaType.APPLICATION_JSON)
  public Uni<Response> erase(JsonNode body) {
    return erasures
        .erase(caller.get(), Optional.ofNullable(body).flatMap(GivenPassword::in))
        .map(AccountResource::answer);
  }

  private static Response answer(ErasureService.Outcome outcome) {
    return Response.status(
            switch (outcome) {
              case DONE -> Response.Status.NO_CONTENT;
              case UNDER_WAY -> Response.Status.ACCEPTED;
            })
        .build();
  }
}
