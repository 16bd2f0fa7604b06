package io.vestibule.webhook;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vestibule.crypto.Sealer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Seals the secrets of all endpoints under the current sealing key, after a key rotation. */
@ApplicationScoped
public class SealedWebhookSecrets {
  private final EndpointStore store;
  private final Sealer sealer;
  private final InstantSource clock;

  SealedWebhookSecrets(EndpointStore store, Sealer sealer, InstantSource clock) {
    this.store = store;
    this.sealer = sealer;
    this.clock = clock;
  }

  /** The outcome for one secret. */
  public enum Outcome {
    /** Sealed under the current key already. */
    CURRENT,
    RENEWED,
    /** No configured key decrypts it. */
    LOST
  }

  /** Seals all; there are few. One outcome for each secret. */
  public Uni<List<Outcome>> renew() {
    return store
        .list()
        .chain(
            endpoints ->
                Multi.createFrom()
                    .iterable(endpoints)
                    .onItem()
                    .transformToUniAndConcatenate(this::renew)
                    .collect()
                    .asList())
        .map(outcomes -> outcomes.stream().flatMap(List::stream).toList());
  }

  /** After a concurrent change it seals what that has left. */
  private Uni<List<Outcome>> renew(WebhookEndpoint endpoint) {
    List<Outcome> outcomes = new ArrayList<>();
    List<WebhookSecret> secrets = new ArrayList<>();
    for (WebhookSecret secret : endpoint.secrets()) {
      String purpose = secret.purpose(endpoint.id());
      byte[] sealed = secret.sealed().asByteArray();
      boolean current = !sealer.isOutdated(sealed, purpose);
      Optional<byte[]> plain = current ? Optional.empty() : sealer.open(sealed, purpose);
      outcomes.add(current ? Outcome.CURRENT : plain.isPresent() ? Outcome.RENEWED : Outcome.LOST);
      secrets.add(plain.map(key -> secret.sealedAs(sealer.seal(key, purpose))).orElse(secret));
    }
    if (!outcomes.contains(Outcome.RENEWED)) {
      return Uni.createFrom().item(outcomes);
    }
    return store
        .write(endpoint.withSecrets(secrets, clock.instant()))
        .chain(written -> written ? Uni.createFrom().item(outcomes) : renewAgain(endpoint.id()));
  }

  private Uni<List<Outcome>> renewAgain(String id) {
    return store
        .find(id)
        .chain(
            changed -> changed.map(this::renew).orElseGet(() -> Uni.createFrom().item(List.of())));
  }
}
