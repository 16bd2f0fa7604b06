package io.vestibule.shipping;

import io.vestibule.shipping.CapacityRecorder.Units;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** {@code docs/costs.md}: measured units and what they come to. */
final class CostsDocument {
  private static final double DOLLARS_PER_READ = 0.125 / 1_000_000;
  private static final double DOLLARS_PER_WRITE = 0.625 / 1_000_000;
  private static final int USERS = 10_000;
  private static final int DAYS = 30;

  private static final Pattern ROW =
      Pattern.compile("\\| `?([^`|]+?)`? \\| ([0-9.]+) \\| ([0-9.]+) \\| .*");

  /** What one user does in a day. */
  private static final Map<String, Integer> DAY = day();

  private CostsDocument() {}

  private static Map<String, Integer> day() {
    Map<String, Integer> day = new LinkedHashMap<>();
    day.put("POST /api/login", 1);
    day.put("POST /api/auth/refresh", 1);
    day.put("any request, session not seen for 10 s", 10);
    day.put("GET /api/user", 10);
    day.put("GET /api/user/profile", 10);
    day.put("PATCH /api/user/profile", 1);
    day.put("GET /api/user/audio-files", 5);
    day.put("POST /api/audio-file", 2);
    day.put("POST /api/usage", 20);
    return day;
  }

  static Map<String, Units> parse(String text) {
    return text.lines()
        .takeWhile(line -> !line.startsWith("## What"))
        .map(ROW::matcher)
        .filter(java.util.regex.Matcher::matches)
        .collect(
            Collectors.toMap(
                row -> row.group(1),
                row ->
                    new Units(Double.parseDouble(row.group(2)), Double.parseDouble(row.group(3)))));
  }

  static String text(Map<String, Units> units) {
    StringBuilder text = new StringBuilder();
    text.append(
        """
        # Costs

        Units of DynamoDB that each route takes, measured with `ReturnConsumedCapacity` by `CostsTest` (background writes of
        the audit trail included), which fails where a route takes more than this page says. Written by
        `./mvnw test -Dtest=CostsTest -Dvestibule.docs.write -Dsurefire.failIfNoSpecifiedTests=false`; do not edit.

        One read unit is a consistent read of 4 KiB, one write unit a write of 1 KiB; a transaction takes double. Prices are
        those of on-demand tables in us-east-1: $0.125 a million read units, $0.625 a million write units.

        | route | read units | write units | a million calls |
        |---|---:|---:|---:|
        """);
    units.forEach(
        (route, cost) ->
            text.append(
                "| `%s` | %s | %s | $%.2f |\n"
                    .formatted(
                        route,
                        number(cost.reads()),
                        number(cost.writes()),
                        dollars(cost) * 1_000_000)));
    text.append("\n## What ").append("10 000 daily users cost\n\n");
    text.append(
        "One user's day:\n\n| calls | route | read units | write units |\n|---:|---|---:|---:|\n");
    double reads = 0;
    double writes = 0;
    for (Map.Entry<String, Integer> part : DAY.entrySet()) {
      Units cost = units.get(part.getKey());
      double partReads = cost.reads() * part.getValue();
      double partWrites = cost.writes() * part.getValue();
      reads += partReads;
      writes += partWrites;
      text.append(
          "| %d | `%s` | %s | %s |\n"
              .formatted(part.getValue(), part.getKey(), number(partReads), number(partWrites)));
    }
    Units day = new Units(reads, writes);
    text.append("| | **sum** | %s | %s |\n".formatted(number(reads), number(writes)));
    text.append(
        String.format(
            Locale.ROOT,
            """

            So %,d users a day are %.1f million read units and %.1f million write units in %d days: **$%.2f a month** for
            DynamoDB requests, $%.2f for every thousand users. Beside that:

            - Storage: a user with profile, token and three sessions is under 10 KiB, so 100 000 registered users are under
              1 GB: $0.25 a month, and $0.20 for point-in-time recovery.
            - Expired sessions, throttle counters and audit events are removed by DynamoDB without a charge.
            - Recordings: S3 at $0.023 a GB a month; 20 000 uploads a day are $3.00 a month in PUT requests.
            - Processors: one login hashes for 24 ms (JVM, warm) to 43 ms (native), as one run on a quiet core with Bouncy
              Castle 1.86 had it. 10 000 logins a day are under 8 minutes of one core; two replicas of a quarter of a core
              are more than enough, and are there for availability.
            - The readiness probe describes one table every 3 seconds and replica; describing tables is free.
            """,
            USERS,
            reads * USERS * DAYS / 1_000_000,
            writes * USERS * DAYS / 1_000_000,
            DAYS,
            dollars(day) * USERS * DAYS,
            dollars(day) * DAYS * 1000));
    return text.toString();
  }

  private static double dollars(Units units) {
    return units.reads() * DOLLARS_PER_READ + units.writes() * DOLLARS_PER_WRITE;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value == Math.rint(value) ? "%.0f" : "%.1f", value);
  }
}
