package io.vestibule.contract;

import io.vestibule.spi.Finding;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Concurrent refreshes of one session: the tabs of a browser, and a client that sends twice. */
public final class RefreshStorm implements ContractCheck {
  private static final String REFRESH = "/api/auth/refresh";
  private static final String SESSION = "/api/auth/session";

  private final int tabs;

  public RefreshStorm(int tabs) {
    this.tabs = tabs;
  }

  @Override
  public String subject() {
    return "refresh storm";
  }

  @Override
  public String action() {
    return tabs
        + " refreshes of one session at the same moment, with a bearer token and with a"
        + " cookie";
  }

  @Override
  public String expectation() {
    return "all get the same next token, and every tab stays logged in";
  }

  @Override
  public Finding examine(ServiceClient service, ThrowAwayAccount account) {
    String token = account.logIn(service).text("token");
    Outcomes bearers = Outcomes.of(service, tabs, tab -> Call.post(REFRESH).bearer(token));
    Set<String> successors =
        bearers.answers().stream()
            .filter(answer -> answer.status() == 200)
            .map(answer -> answer.text("token"))
            .collect(Collectors.toSet());
    Outcomes alive =
        new Outcomes(
            Stream.concat(Stream.of(token), successors.stream())
                .map(each -> service.attempt(Call.get(SESSION).bearer(each)))
                .toList());

    String cookie = account.logInWithCookie(service).cookieHeader();
    Outcomes cookies = Outcomes.of(service, tabs, tab -> Call.post(REFRESH).cookie(cookie));
    Outcomes pages =
        new Outcomes(
            cookies.answers().stream()
                .filter(answer -> answer.status() == 200)
                .map(answer -> service.attempt(Call.get(SESSION).cookie(answer.cookieHeader())))
                .toList());

    String seen =
        "bearer: %s, %d different tokens, session %s; cookie: %s, session %s"
            .formatted(bearers, successors.size(), alive, cookies, pages);
    if (refused(bearers) + refused(cookies) + refused(alive) + refused(pages) > 0) {
      return Finding.problem(seen + ": a tab was logged out");
    }
    if (successors.size() > 1) {
      return Finding.problem(seen + ": tabs have different tokens");
    }
    if (bearers.count(200) < 2 || cookies.count(200) < 2) {
      throw new NotProvenException(seen);
    }
    return Finding.ok(seen);
  }

  private static int refused(Outcomes outcomes) {
    return outcomes.count(answer -> answer.status() != 200 && !answer.undecided());
  }
}
