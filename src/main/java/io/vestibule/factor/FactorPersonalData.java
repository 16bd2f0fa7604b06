package io.vestibule.factor;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import io.vestibule.spi.PersonalData;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The second factors of a user, for export, and every row of the factors table, for erasure.
 * Passkeys export themselves.
 */
@ApplicationScoped
class FactorPersonalData implements PersonalData {
  private final FactorStore store;

  FactorPersonalData(FactorStore store) {
    this.store = store;
  }

  @Override
  public String name() {
    return "second_factors";
  }

  @Override
  public boolean isSingle() {
    return true;
  }

  /** After the sessions: nobody can log in to an account that is being erased. */
  @Override
  public int order() {
    return 20;
  }

  @Override
  public Uni<Page> read(String userId, Optional<String> from) {
    return Uni.combine()
        .all()
        .unis(store.findTotp(userId), store.recoveryCodes(userId))
        .with(
            (totp, codes) -> {
              Optional<Instant> confirmedAt = totp.flatMap(Totp::confirmedAt);
              return Page.of(
                  confirmedAt
                      .map(
                          at ->
                              List.of(
                                  entry(at, codes.map(stored -> stored.macs().size()).orElse(0))))
                      .orElseGet(List::of));
            });
  }

  @Override
  public Uni<Boolean> erase(String userId) {
    return store.deleteAll(userId).replaceWith(true);
  }

  private static ObjectNode entry(Instant confirmedAt, int recoveryCodesLeft) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("totp_confirmed_at", confirmedAt.toString())
        .put("recovery_codes_left", recoveryCodesLeft);
  }
}
