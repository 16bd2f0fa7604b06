package io.vestibule.factor;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import io.vestibule.account.Notice;
import java.util.List;
import java.util.Optional;

/**
 * A way to prove a second factor. A bean for each {@link FactorKind}; packages above this one add
 * theirs.
 */
public interface SecondFactorMethod {
  FactorKind kind();

  /** Whether the account has set it up. */
  boolean isSetUp(EnrolledFactors enrolled);

  /** What a client needs before it can prove the factor; empty for codes. */
  default Uni<Optional<FactorOptions>> options(String userId) {
    return Uni.createFrom().item(Optional.empty());
  }

  /**
   * Checks a proof and consumes it: the same proof does not work again. The caller counts wrong
   * ones.
   *
   * @param proof the value of the member {@link FactorKind#member()}; any JSON
   * @return false for everything that does not prove the factor, also for malformed input
   */
  Uni<Boolean> verify(String userId, JsonNode proof);

  /** The account's passkeys for administrators; empty for other kinds. */
  default Uni<List<RegisteredFactor>> list(String userId) {
    return Uni.createFrom().item(List.of());
  }

  /**
   * Removes one factor with everything that belongs to it.
   *
   * @param id {@link RegisteredFactor#id}
   * @param notice of the removal, written in the same transaction; the caller delivers it
   * @return false if there is none
   */
  default Uni<Boolean> remove(String userId, String id, Notice notice) {
    return Uni.createFrom().item(false);
  }
}
