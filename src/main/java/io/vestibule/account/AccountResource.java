package io.vestibule.account;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vestibule.openapi.OpenApiDefinition;
import io.vestibule.web.CurrentCaller;
import io.vestibule.web.JsonBody;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
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

/** The caller's own account record. */
@Path("/api/user")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = OpenApiDefinition.BEARER)
@SecurityRequirement(name = OpenApiDefinition.COOKIE)
@Tag(name = "Account")
public class AccountResource {
  private static final String MERGE_PATCH = "application/merge-patch+json";

  private final AccountService accounts;
  private final CurrentCaller caller;

  AccountResource(AccountService accounts, CurrentCaller caller) {
    this.accounts = accounts;
    this.caller = caller;
  }

  @GET
  @Operation(operationId = "getAccount", summary = "Get your account")
  @APIResponse(
      responseCode = "200",
      description = "The account",
      content = @Content(schema = @Schema(implementation = Account.class)))
  @APIResponse(responseCode = "404", description = "`user-not-found`")
  public Uni<Account> read() {
    return accounts.find(caller.userId()).map(AuthenticatedAccount::account);
  }

  @PATCH
  @Operation(
      operationId = "patchAccount",
      summary = "Change your account",
      description =
          "The body is a merge patch (RFC 7396). Only vendors can set `storeName` and"
              + " `storeDescription`.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = AccountPatchSchema.class)))
  @APIResponse(
      responseCode = "200",
      description = "The account after the change",
      content = @Content(schema = @Schema(implementation = Account.class)))
  @APIResponse(responseCode = "400", description = "`server-owned-field`")
  @APIResponse(responseCode = "404", description = "`user-not-found`")
  @APIResponse(responseCode = "409", description = "`conflict`")
  @Consumes({MediaType.APPLICATION_JSON, MERGE_PATCH})
  public Uni<Account> change(JsonNode patch) {
    return accounts.change(caller.userId(), JsonBody.object(patch));
  }
}
