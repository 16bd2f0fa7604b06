package io.vestibule.contract;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The credentials of an account that exists for the checks only. */
public record ThrowAwayAccount(String email, String password) {
  ObjectNode credentials() {
    return credentials(email);
  }

  /**
   * @param spelling another spelling of the address
   */
  ObjectNode credentials(String spelling) {
    return Call.object().put("email", spelling).put("password", password);
  }

  ObjectNode confirmation() {
    return Call.object().put("password", password);
  }

  /**
   * Logs in for a bearer token.
   *
   * @return the answer of {@code POST /api/login}
   * @throws NotProvenException if there is no session
   */
  Answer logIn(ServiceClient service) {
    return opened(service.send(Call.post("/api/login", credentials())));
  }

  /** Logs in as a browser does; the answer has the cookies and the API token. */
  Answer logInWithCookie(ServiceClient service) {
    return opened(service.send(Call.post("/api/auth/login", credentials())));
  }

  private static Answer opened(Answer answer) {
    if (answer.status() != 200) {
      throw new NotProvenException("the throw-away account cannot log in: " + answer.outcome());
    }
    return answer;
  }

  @Override
  public String toString() {
    return "ThrowAwayAccount[redacted]";
  }
}
