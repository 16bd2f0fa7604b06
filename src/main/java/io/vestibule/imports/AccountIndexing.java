package io.vestibule.imports;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vestibule.account.ListedAccounts;
import io.vestibule.account.ListedAccounts.Page;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Adds the accounts of earlier versions to the list of accounts, at a limited rate. */
@ApplicationScoped
public class AccountIndexing {
  private static final String PHASE = "accounts";
  private static final String ADDED = "accounts added";
  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  private final ListedAccounts accounts;
  private final ObjectMapper json;
  private final InstantSource clock;

  AccountIndexing(ListedAccounts accounts, ObjectMapper json, InstantSource clock) {
    this.accounts = accounts;
    this.json = json;
    this.clock = clock;
  }

  /**
   * Runs to the end and blocks the calling thread.
   *
   * @param rate maximum number of accounts per second
   * @return how many accounts were added, also before an interruption
   * @throws ImportFailure with a message for the operator
   */
  public long run(double rate, ImportOptions options) {
    Checkpoint checkpoint =
        new Checkpoint(
            options.dryRun() ? Optional.empty() : options.checkpoint(), "accounts-index", json);
    Optional<Checkpoint.Position> start = checkpoint.load();
    long done = start.map(Checkpoint.Position::done).orElse(0L);
    long added =
        start.map(position -> position.summary().outcomes().getOrDefault(ADDED, 0L)).orElse(0L);
    RateLimiter limiter = new RateLimiter(rate);
    ProgressLine progress = new ProgressLine(options.progress(), options.terminal(), clock);
    progress.begin(PHASE, OptionalLong.empty(), done);
    Optional<String> after = start.map(Checkpoint.Position::after);
    do {
      Page page = accounts.complete(after, options.dryRun()).await().atMost(TIMEOUT);
      done += page.accounts();
      added += page.added();
      for (int account = 0; account < page.accounts(); account++) {
        progress.advance();
      }
      after = page.last();
      if (after.isPresent()) {
        checkpoint.save(
            new Checkpoint.Position(
                PHASE, after.get(), done, new ImportSummary(Map.of(ADDED, added), 0)));
        limiter.await(Math.max(1, page.accounts()));
      }
    } while (after.isPresent());
    checkpoint.remove();
    progress.end();
    return added;
  }
}
