package io.vestibule.federation;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vestibule.spi.Diagnosis;
import io.vestibule.spi.Finding;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;

/** The keys of every configured issuer, fetched as at the first token. */
@Singleton
class IssuersDiagnosis implements Diagnosis {
  private final Issuers issuers;

  IssuersDiagnosis(Issuers issuers) {
    this.issuers = issuers;
  }

  @Override
  public String subject() {
    return "issuers";
  }

  @Override
  public Uni<List<Finding>> examine() {
    if (issuers.isEmpty()) {
      return Uni.createFrom().item(List.of(Finding.skipped("none is configured")));
    }
    return Multi.createFrom()
        .iterable(issuers.names())
        .onItem()
        .transformToUniAndMerge(this::examine)
        .collect()
        .asList()
        .map(found -> found.stream().sorted(Comparator.comparing(Finding::text)).toList());
  }

  private Uni<Finding> examine(String name) {
    return issuers
        .fetchKeys(name)
        .map(keys -> Finding.ok(name + " publishes usable keys: " + keys.size()))
        .onFailure()
        .recoverWithItem(
            failure ->
                Finding.problem(
                    name
                        + " publishes no usable keys ("
                        + failure.getClass().getSimpleName()
                        + ": "
                        + failure.getMessage()
                        + "); look at vestibule.issuers."
                        + name
                        + " and at the network"));
  }
}
