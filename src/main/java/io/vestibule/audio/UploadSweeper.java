package io.vestibule.audio;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vestibule.audio.ExpectedUploadStore.ExpectedUpload;
import io.vestibule.runtime.SanitizedException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Deletes uploads that nobody registers. Each upload URL is noted before it is handed out; some
 * time after the URL has expired the object is deleted unless a recording has its key. A server
 * that stops in between loses nothing: the note stays until its object is settled.
 */
@ApplicationScoped
public class UploadSweeper {
  private static final Logger LOG = Logger.getLogger(UploadSweeper.class);

  /** After it another server takes up an upload that a server did not finish. */
  private static final Duration LEASE = Duration.ofMinutes(5);

  private static final int PAGE = 25;
  private static final int MAX_PAGES = 40;

  private final ExpectedUploadStore uploads;
  private final AudioStore store;
  private final ObjectStorage objects;
  private final AudioConfig config;
  private final InstantSource clock;
  private final Vertx vertx;
  private final AtomicBoolean busy = new AtomicBoolean();

  UploadSweeper(
      ExpectedUploadStore uploads,
      AudioStore store,
      ObjectStorage objects,
      AudioConfig config,
      InstantSource clock,
      Vertx vertx) {
    this.uploads = uploads;
    this.store = store;
    this.objects = objects;
    this.config = config;
    this.clock = clock;
    this.vertx = vertx;
  }

  void onStart(@Observes StartupEvent start) {
    vertx.setPeriodic(config.sweepEvery().toMillis(), timer -> run());
  }

  /** Notes that an object may be uploaded under the key from now on. */
  Uni<Void> expect(String s3Key) {
    return uploads.add(
        s3Key, clock.instant().plus(config.uploadLifetime()).plus(config.unregisteredLifetime()));
  }

  private void run() {
    if (busy.compareAndSet(false, true)) {
      sweep()
          .onTermination()
          .invoke(() -> busy.set(false))
          .subscribe()
          .with(done -> {}, UploadSweeper::warn);
    }
  }

  /** Settles the uploads that are due, up to a thousand. */
  Uni<Void> sweep() {
    return Uni.createFrom()
        .deferred(this::sweepPage)
        .repeat()
        .until(settled -> settled < PAGE)
        .select()
        .first(MAX_PAGES)
        .collect()
        .asList()
        .replaceWithVoid();
  }

  private Uni<Integer> sweepPage() {
    return uploads
        .due(clock.instant(), PAGE)
        .chain(
            due ->
                Multi.createFrom()
                    .iterable(due)
                    .onItem()
                    .transformToUniAndConcatenate(this::settle)
                    .collect()
                    .asList()
                    .replaceWith(due.size()));
  }

  /** A failure is not the end of the page; the upload is due again after the lease. */
  private Uni<Boolean> settle(ExpectedUpload upload) {
    return uploads
        .claim(upload, clock.instant().plus(LEASE))
        .chain(
            claimed ->
                claimed
                    ? store
                        .isRegistered(upload.s3Key())
                        .chain(
                            registered ->
                                registered
                                    ? Uni.createFrom().voidItem()
                                    : objects.delete(upload.s3Key()))
                        .chain(() -> uploads.remove(upload.s3Key()))
                    : Uni.createFrom().voidItem())
        .replaceWith(true)
        .onFailure()
        .invoke(UploadSweeper::warn)
        .onFailure()
        .recoverWithItem(false);
  }

  private static void warn(Throwable failure) {
    LOG.warn(
        "unregistered uploads could not be deleted; this is retried later",
        SanitizedException.withoutMessages(failure));
  }
}
