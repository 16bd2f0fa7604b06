package io.vestibule.account;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vestibule.web.Body;
import io.vestibule.web.CurrentCaller;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** The caller's own account record. */
@Path("/api/user")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
public class AccountResource {
  private static final String MERGE_PATCH = "application/merge-patch+json";

  private final AccountService accounts;
  private final CurrentCaller caller;

  AccountResource(AccountService accounts, CurrentCaller caller) {
    this.accounts = accounts;
    this.caller = caller;
  }

  @GET
  public Uni<Account> read() {
    return accounts.find(caller.userId()).map(SignedIn::account);
  }

  @PATCH
  @Consumes({MediaType.APPLICATION_JSON, MERGE_PATCH})
  public Uni<Account> change(JsonNode patch) {
    return accounts.change(caller.userId(), Body.object(patch));
  }
}
