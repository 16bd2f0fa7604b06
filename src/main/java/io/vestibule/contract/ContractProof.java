package io.vestibule.contract;

import io.vestibule.contract.ProofReport.Line;
import io.vestibule.spi.Finding;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * Examines a deployment with the checks in their order and erases its throw-away accounts, also
 * after a failure. The checks share one account, because sign-ups are limited.
 */
public final class ContractProof {
  private final ServiceClient service;
  private final List<ContractCheck> checks;
  private final ThrowAwayAccounts accounts;
  private Thread examining;
  private boolean interrupted;

  /**
   * @param domain the domain of the throw-away addresses
   */
  public ContractProof(
      ServiceClient service, List<ContractCheck> checks, SecureRandom random, String domain) {
    this.service = service;
    this.checks = List.copyOf(checks);
    this.accounts = new ThrowAwayAccounts(service, random, domain);
  }

  /** All checks with that many concurrent requests. */
  public static List<ContractCheck> all(int concurrency, SecureRandom random) {
    return List.of(
        new SignUpRace(concurrency),
        new RefreshStorm(concurrency),
        new QuotaExactness(concurrency),
        new VaultRoundTrip(random),
        new Erasure(random));
  }

  /** Runs the checks, until they are done or {@link #stop} is called, and erases the accounts. */
  public ProofReport run() {
    List<Line> lines = new ArrayList<>();
    begin();
    try {
      examine(lines);
    } catch (InterruptedCheckException stop) {
      interrupted = true;
    } finally {
      end();
    }
    // A sign-up that is still under way would create its account after the erasure.
    service.awaitAnswers();
    return new ProofReport(service.base(), lines, accounts.erase(), interrupted);
  }

  /** Leaves the remaining checks out. Called on another thread than {@link #run}. */
  public synchronized void stop() {
    if (examining != null) {
      examining.interrupt();
    }
  }

  private synchronized void begin() {
    examining = Thread.currentThread();
  }

  /** From now on nothing is interrupted: the accounts are erased. */
  private synchronized void end() {
    examining = null;
    interrupted |= Thread.interrupted();
  }

  private void examine(List<Line> lines) {
    Answer options = service.attempt(Call.get("/api/auth/options"));
    if (options.status() != 200) {
      skip(lines, "GET /api/auth/options: " + options.outcome());
    } else if (options.text("verification").equals("required")) {
      // The account could neither be used nor erased.
      skip(lines, "new accounts must verify their address before they can log in");
    } else {
      ThrowAwayAccount account = accounts.next();
      if (checks.stream().noneMatch(SignUpRace.class::isInstance)) {
        service.attempt(Call.post("/api/register", account.credentials()));
      }
      for (ContractCheck check : checks) {
        lines.add(new Line(check, examine(check, account)));
      }
    }
  }

  private void skip(List<Line> lines, String reason) {
    checks.forEach(check -> lines.add(new Line(check, Finding.skipped(reason))));
  }

  private Finding examine(ContractCheck check, ThrowAwayAccount account) {
    try {
      return check.examine(service, account);
    } catch (NotProvenException failed) {
      return Finding.skipped(failed.getMessage());
    } catch (InterruptedCheckException stop) {
      throw stop;
    } catch (RuntimeException malformed) {
      // The account must be erased all the same.
      return Finding.problem(
          "an answer does not have the documented form ("
              + malformed.getClass().getSimpleName()
              + ")");
    }
  }
}
