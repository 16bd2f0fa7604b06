package io.vestibule.address;

import io.quarkus.arc.All;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vestibule.spi.AddressObserver;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Tells the packages that keep a copy of an address about its change. */
@ApplicationScoped
public class AddressObservers {
  private static final Logger LOG = Logger.getLogger(AddressObservers.class);

  private final List<AddressObserver> observers;

  AddressObservers(@All List<AddressObserver> observers) {
    this.observers = observers;
  }

  /** Never fails: the address has changed, and the copies are only informative. */
  public Uni<Void> inform(String userId, Optional<String> email) {
    return Multi.createFrom()
        .iterable(observers)
        .onItem()
        .transformToUniAndConcatenate(
            observer ->
                observer
                    .addressChanged(userId, email)
                    .onFailure()
                    .retry()
                    .withBackOff(Duration.ofMillis(100), Duration.ofSeconds(1))
                    .atMost(3)
                    .onFailure()
                    .invoke(
                        failure ->
                            LOG.warnf(
                                "A copy of a changed address was not updated: %s",
                                failure.getClass().getSimpleName()))
                    .onFailure()
                    .recoverWithNull())
        .collect()
        .asList()
        .replaceWithVoid();
  }
}
