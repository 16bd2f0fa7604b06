package io.vestibule.contract;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vestibule.spi.Finding;
import io.vestibule.spi.Finding.Level;
import java.net.URI;
import java.util.List;
import java.util.Locale;

/**
 * What the checks found.
 *
 * @param left the addresses of throw-away accounts that could not be erased, with the reason
 * @param interrupted whether the user ended the command before the last check
 */
public record ProofReport(URI service, List<Line> lines, List<String> left, boolean interrupted) {

  /** One check and its finding. */
  public record Line(ContractCheck check, Finding finding) {}

  /** Whether a promise is broken or an account is left. */
  public boolean hasProblem() {
    return has(Level.PROBLEM) || !left.isEmpty();
  }

  /** Whether every promise was examined and holds. */
  public boolean isProven() {
    return !hasProblem() && !has(Level.SKIPPED) && !interrupted;
  }

  private boolean has(Level level) {
    return lines.stream().anyMatch(line -> line.finding().level() == level);
  }

  /** For people. */
  public String text() {
    StringBuilder text = new StringBuilder();
    for (Line line : lines) {
      text.append(
          "%-8s %-13s %s%n%22s expected: %s%n%22s seen:     %s%n"
              .formatted(
                  word(line.finding().level()),
                  line.check().subject(),
                  line.check().action(),
                  "",
                  line.check().expectation(),
                  "",
                  line.finding().text()));
    }
    if (interrupted) {
      text.append("interrupted%n".formatted());
    }
    for (String account : left) {
      text.append("problem  account is not erased: %s%n".formatted(account));
    }
    if (left.isEmpty()) {
      text.append("no throw-away account is left%n".formatted());
    }
    return text.toString();
  }

  /** For programs. */
  public String json() {
    ObjectNode report = Call.object().put("url", service.toString()).put("proven", isProven());
    ArrayNode checks = report.putArray("checks");
    for (Line line : lines) {
      checks
          .addObject()
          .put("check", line.check().subject())
          .put("result", word(line.finding().level()))
          .put("action", line.check().action())
          .put("expected", line.check().expectation())
          .put("seen", line.finding().text());
    }
    report.put("interrupted", interrupted);
    ArrayNode accounts = report.putArray("accounts_left");
    left.forEach(accounts::add);
    return report.toPrettyString();
  }

  private static String word(Level level) {
    return level.name().toLowerCase(Locale.ROOT);
  }
}
