package io.vestibule.contract;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** Names throw-away accounts, remembers them and erases those that exist. */
final class ThrowAwayAccounts {
  /** A broken service may have several accounts of one address. */
  private static final int ATTEMPTS = 5;

  private final ServiceClient service;
  private final SecureRandom random;
  private final String domain;
  private final List<ThrowAwayAccount> known = new ArrayList<>();

  ThrowAwayAccounts(ServiceClient service, SecureRandom random, String domain) {
    this.service = service;
    this.random = random;
    this.domain = domain;
  }

  /** Credentials that nobody has used. They are remembered before anything is sent. */
  ThrowAwayAccount next() {
    ThrowAwayAccount account =
        new ThrowAwayAccount(
            "prove-" + HexFormat.of().formatHex(bytes(12)) + "@" + domain,
            Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(24)));
    known.add(account);
    return account;
  }

  /** Erases the accounts; returns those that remain, with the reason. */
  List<String> erase() {
    List<String> left = new ArrayList<>();
    for (ThrowAwayAccount account : known) {
      try {
        erase(account);
      } catch (NotProvenException failed) {
        left.add(account.email() + ": " + failed.getMessage());
      }
    }
    return List.copyOf(left);
  }

  private void erase(ThrowAwayAccount account) {
    for (int erased = 0; erased < ATTEMPTS; erased++) {
      Answer login = service.send(Call.post("/api/login", account.credentials()));
      if (login.status() == 401) {
        return;
      }
      if (login.status() != 200) {
        throw new NotProvenException("login is answered with " + login.outcome());
      }
      Answer erasure =
          service.send(
              Call.delete("/api/user", account.confirmation()).bearer(login.text("token")));
      if (erasure.status() != 204 && erasure.status() != 202) {
        throw new NotProvenException("erasure is answered with " + erasure.outcome());
      }
    }
    throw new NotProvenException("the account can still log in");
  }

  private byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }
}
