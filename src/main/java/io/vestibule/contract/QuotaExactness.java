package io.vestibule.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vestibule.spi.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Concurrent calls that count usage: none is lost or counted twice, none exceeds the plan. */
public final class QuotaExactness implements ContractCheck {
  private static final String USAGE = "/api/usage";

  /** What one call may count. */
  private static final long MAX_UNITS = 10_000;

  /** A larger plan is not used up. */
  private static final long MAX_LIMIT = 20 * MAX_UNITS;

  private final int callers;

  public QuotaExactness(int callers) {
    this.callers = callers;
  }

  @Override
  public String subject() {
    return "quota";
  }

  @Override
  public String action() {
    return "one request_id sent %d times, then %d calls at the same moment for a plan with %d units left"
        .formatted(callers, callers, room());
  }

  @Override
  public String expectation() {
    return "the request_id counts once, %d calls are counted, the rest get 429 quota-exceeded"
        .formatted(room());
  }

  private int room() {
    return Math.max(1, callers / 2);
  }

  @Override
  public Finding examine(ServiceClient service, ThrowAwayAccount account) {
    Meter meter = new Meter(service, account);
    List<String> seen = new ArrayList<>();
    long before = meter.count();

    Outcomes repeated =
        Outcomes.of(service, callers, call -> meter.use(Call.object().put("request_id", "one")));
    long counted = meter.count() - before;
    Set<Long> answers =
        repeated.answers().stream()
            .filter(answer -> answer.status() == 200)
            .map(answer -> answer.json().path("usage_count").asLong())
            .collect(Collectors.toSet());
    seen.add("request_id: " + repeated + ", counted " + counted);
    decided(repeated, seen);
    if (counted != 1 || answers.size() != 1 || repeated.count(200) != callers) {
      return Finding.problem(text(seen) + ": a repeated request_id does not count exactly once");
    }
    JsonNode limit = meter.limit();
    if (!limit.isNumber() || limit.asLong() > MAX_LIMIT) {
      return unlimited(service, meter, seen);
    }
    meter.fill(limit.asLong() - room());
    return race(service, meter, limit.asLong(), seen);
  }

  private Finding race(ServiceClient service, Meter meter, long limit, List<String> seen) {
    Outcomes race = Outcomes.of(service, callers, meter::useOnce);
    long total = meter.count();
    seen.add("calls: " + race + ", counter at " + total + " of " + limit);
    if (total > limit) {
      return Finding.problem(text(seen) + ": the plan was exceeded");
    }
    decided(race, seen);
    boolean exact =
        race.count(200) == room()
            && race.count(answer -> answer.text("code").equals("quota-exceeded"))
                == callers - room()
            && total == limit;
    return exact
        ? Finding.ok(text(seen))
        : Finding.problem(text(seen) + ": %d calls had to be counted".formatted(room()));
  }

  private Finding unlimited(ServiceClient service, Meter meter, List<String> seen) {
    long before = meter.count();
    Outcomes calls = Outcomes.of(service, callers, meter::useOnce);
    long counted = meter.count() - before;
    seen.add("calls: " + calls + ", counted " + counted);
    decided(calls, seen);
    if (counted != callers || calls.count(200) != callers) {
      return Finding.problem(text(seen) + ": all calls had to be counted");
    }
    return Finding.ok(
        text(seen) + "; the plan is too large to be used up, its limit was not tried");
  }

  /** A call without a decision may have been counted or not. */
  private static void decided(Outcomes outcomes, List<String> seen) {
    if (outcomes.undecided() > 0) {
      throw new NotProvenException(
          text(seen) + ": calls were not decided; try a lower concurrency");
    }
  }

  private static String text(List<String> seen) {
    return String.join("; ", seen);
  }

  /** The meter of the account. */
  private static final class Meter {
    private final ServiceClient service;
    private final String session;
    private final String apiToken;

    Meter(ServiceClient service, ThrowAwayAccount account) {
      this.service = service;
      this.session = account.logIn(service).text("token");
      this.apiToken = account.logInWithCookie(service).text("api_token");
    }

    Call use(ObjectNode report) {
      return Call.post(USAGE, report).with("X-API-Key", apiToken);
    }

    /** Every second call has a request_id, because both kinds are counted differently. */
    Call useOnce(int number) {
      ObjectNode report = Call.object();
      return use(number % 2 == 0 ? report : report.put("request_id", "call-" + number));
    }

    JsonNode limit() {
      return report().path("limit");
    }

    long count() {
      return report().path("usage_count").asLong(-1);
    }

    private JsonNode report() {
      Answer answer = service.send(Call.get("/api/user/usage").bearer(session));
      if (answer.status() != 200) {
        throw new NotProvenException("/api/user/usage is answered with " + answer.outcome());
      }
      return answer.json();
    }

    /** Counts until the counter has that value. */
    void fill(long total) {
      for (long count = count(); count < total; count = count()) {
        ObjectNode report = Call.object().put("units", Math.min(MAX_UNITS, total - count));
        Answer answer = service.send(use(report));
        if (answer.status() != 200) {
          throw new NotProvenException("the plan cannot be used up: " + answer.outcome());
        }
      }
    }
  }
}
