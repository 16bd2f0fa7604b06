package io.vestibule.credential;

import io.smallrye.mutiny.Uni;
import io.vestibule.crypto.Password;
import io.vestibule.crypto.PasswordPolicy;
import io.vestibule.crypto.PasswordPolicy.Verdict;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Checks new passwords: length, dictionary, estimated guesses and, if configured, a list of
 * breached passwords.
 */
@ApplicationScoped
public class PasswordPolicies {
  private static final String SERVICE = "vestibule";

  /** Shorter parts of addresses and hosts occur in good passwords by chance. */
  private static final int MIN_CONTEXT_WORD = 4;

  private static final int DEFAULT_MIN_LENGTH = 8;

  private final PasswordConfig config;
  private final PasswordHashing pool;
  private final BreachedPasswords breached;
  private final PasswordPolicy policy;
  private final List<String> serviceWords;

  PasswordPolicies(
      PasswordConfig config,
      PasswordHashing pool,
      BreachedPasswords breached,
      @ConfigProperty(name = "vestibule.tokens.issuer") String issuer) {
    this.config = config;
    this.pool = pool;
    this.breached = breached;
    this.policy = new PasswordPolicy(config.minLength());
    List<String> words = new ArrayList<>(List.of(SERVICE));
    words.addAll(words(host(issuer)));
    this.serviceWords = List.copyOf(words);
  }

  /**
   * Checks the length.
   *
   * @throws ApiException {@link ErrorCode#PASSWORD_TOO_SHORT} or {@link
   *     ErrorCode#PASSWORD_TOO_LONG}
   */
  public void checkLength(Password password) {
    refuse(policy.checkLength(password));
  }

  /**
   * Checks everything. The estimate runs on the hashing pool.
   *
   * @param email the user's address, which an attacker tries first; null if there is none
   * @throws ApiException as {@link #checkLength}, {@link ErrorCode#PASSWORD_WELL_KNOWN}, {@link
   *     ErrorCode#PASSWORD_TOO_WEAK}, or {@link ErrorCode#UNAVAILABLE} if the pool is busy
   */
  public Uni<Void> checkStrength(Password password, String email) {
    List<String> words = new ArrayList<>(serviceWords);
    if (email != null) {
      words.addAll(words(email));
    }
    return pool.compute(() -> policy.check(password, words))
        .invoke(this::refuse)
        .chain(() -> breached.contains(password))
        .invoke(
            found -> {
              if (found) {
                throw ApiException.of(ErrorCode.PASSWORD_WELL_KNOWN);
              }
            })
        .replaceWithVoid();
  }

  private void refuse(Verdict verdict) {
    switch (verdict) {
      case TOO_SHORT -> throw tooShort();
      case TOO_LONG -> throw ApiException.of(ErrorCode.PASSWORD_TOO_LONG);
      case WELL_KNOWN -> throw ApiException.of(ErrorCode.PASSWORD_WELL_KNOWN);
      case TOO_WEAK -> throw ApiException.of(ErrorCode.PASSWORD_TOO_WEAK);
      case ACCEPTED -> {}
    }
  }

  /** The sentence of the code names the default length, as the seeds do. */
  private ApiException tooShort() {
    return config.minLength() == DEFAULT_MIN_LENGTH
        ? ApiException.of(ErrorCode.PASSWORD_TOO_SHORT)
        : ApiException.at(
            ErrorCode.PASSWORD_TOO_SHORT,
            "password",
            "must be at least " + config.minLength() + " characters");
  }

  private static String host(String issuer) {
    String host = URI.create(issuer).getHost();
    return host == null ? issuer : host;
  }

  /** The address or host as a whole, its local part and domain, and their longer parts. */
  private static List<String> words(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return Stream.of(
            Stream.of(lower), Stream.of(lower.split("@")), Stream.of(lower.split("[@._+-]")))
        .flatMap(parts -> parts)
        .filter(word -> word.length() >= MIN_CONTEXT_WORD)
        .distinct()
        .toList();
  }
}
