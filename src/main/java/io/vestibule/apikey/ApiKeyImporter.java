package io.vestibule.apikey;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import io.vestibule.account.AccountAdministration;
import io.vestibule.account.AccountService;
import io.vestibule.audit.AuditTrail;
import io.vestibule.audit.SecurityEvent;
import io.vestibule.audit.SecurityEventType;
import io.vestibule.usage.ApiKey;
import io.vestibule.usage.ApiKeys;
import io.vestibule.usage.ApiToken;
import io.vestibule.usage.KeyOwner;
import io.vestibule.usage.KeyScopes;
import io.vestibule.usage.KeyWriteResult;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.JsonBody;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Imports API keys of an earlier system by the SHA-256 of their secrets, so that customers keep
 * them. A key that was imported before stays unchanged.
 */
@ApplicationScoped
public class ApiKeyImporter {
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
  private static final int MAX_USER_ID = 128;
  private static final int DIGEST_LENGTH = 64;
  private static final Pattern PREFIX = Pattern.compile("[!-~]{1,16}");
  private static final Pattern LAST_FOUR = Pattern.compile("[!-~]{4}");
  private static final int MAX_PREFIX = 16;
  private static final int ID_SIZE = 6;
  private static final Set<String> OWN_MEMBERS = Set.of("user_id", "sha256", "prefix", "last_four");

  private final AccountService accounts;
  private final ApiKeys keys;
  private final KeyScopes scopes;
  private final AuditTrail trail;
  private final InstantSource clock;
  private final SecureRandom random;

  ApiKeyImporter(
      AccountService accounts,
      ApiKeys keys,
      KeyScopes scopes,
      AuditTrail trail,
      InstantSource clock,
      SecureRandom random) {
    this.accounts = accounts;
    this.keys = keys;
    this.scopes = scopes;
    this.trail = trail;
    this.clock = clock;
    this.random = random;
  }

  /** What became of one key. */
  public enum Outcome {
    CREATED,
    /** The account had the key. */
    UNCHANGED,
    REFUSED
  }

  /**
   * @param conflict why it was refused; empty if it was not
   */
  public record Result(Outcome outcome, Optional<String> conflict) {
    static Result refused(String conflict) {
      return new Result(Outcome.REFUSED, Optional.of(conflict));
    }

    static Result of(Outcome outcome) {
      return new Result(outcome, Optional.empty());
    }
  }

  /** A line of the source. */
  private record Row(String userId, String digest, String hint, String name, ApiKey.Limits limits) {
    @Override
    public String toString() {
      return "Row[redacted]";
    }
  }

  /**
   * @param line {@code user_id}, {@code sha256}, {@code prefix}, {@code last_four} and the members
   *     of a new key
   * @param dryRun whether nothing is written
   */
  public Uni<Result> importOne(JsonNode line, boolean dryRun) {
    Row row;
    try {
      row = read(line);
    } catch (ApiException invalid) {
      return Uni.createFrom().item(Result.refused("invalid-key"));
    }
    return keys.ownerOf(row.digest())
        .chain(
            found ->
                found
                    .map(owner -> Uni.createFrom().item(existing(owner, row)))
                    .orElseGet(() -> createOnce(row, dryRun)));
  }

  /** A key that has ended since an earlier run stays ended. */
  private Uni<Result> createOnce(Row row, boolean dryRun) {
    return keys.wasImported(row.digest())
        .chain(
            known -> known ? Uni.createFrom().item(Result.refused("ended")) : create(row, dryRun));
  }

  private static Result existing(KeyOwner owner, Row row) {
    return owner.userId().equals(row.userId()) && !owner.keyId().equals(ApiKey.DEFAULT)
        ? Result.of(Outcome.UNCHANGED)
        : Result.refused("secret-taken");
  }

  private Uni<Result> create(Row row, boolean dryRun) {
    return accounts
        .find(row.userId())
        .chain(
            owner ->
                keys.requireSpace(owner.apiToken())
                    .chain(
                        () ->
                            dryRun
                                ? Uni.createFrom().item(Result.of(Outcome.CREATED))
                                : write(row, owner.apiToken())))
        .onFailure(ApiException.class)
        .recoverWithItem(ApiKeyImporter::refused);
  }

  private Uni<Result> write(Row row, ApiToken account) {
    byte[] id = new byte[ID_SIZE];
    random.nextBytes(id);
    ApiKey key =
        keys.imported(
            row.userId(),
            HexFormat.of().formatHex(id),
            row.name(),
            row.digest(),
            row.hint(),
            row.limits());
    return keys.write(keys.creation(account, key), List.of(keys.importMark(row.digest())))
        .map(
            result -> {
              if (result != KeyWriteResult.DONE) {
                return Result.refused("conflict");
              }
              trail.record(
                  SecurityEvent.done(SecurityEventType.API_KEY_CREATION, row.userId())
                      .by(AccountAdministration.OPERATOR));
              return Result.of(Outcome.CREATED);
            });
  }

  private static Result refused(Throwable failure) {
    ErrorCode code = ((ApiException) failure).code();
    return switch (code) {
      case USER_NOT_FOUND -> Result.refused("no-owner");
      case TOO_MANY_API_KEYS, ACCOUNT_SUSPENDED ->
          Result.refused(code.name().toLowerCase(Locale.ROOT).replace('_', '-'));
      default -> throw (ApiException) failure;
    };
  }

  /** How the secret begins and ends, as far as the source knows. */
  private static String hint(JsonBody line) {
    return part(line, "prefix", PREFIX) + "…" + part(line, "last_four", LAST_FOUR);
  }

  private static String part(JsonBody line, String member, Pattern form) {
    String part = line.text(member, MAX_PREFIX).orElse("");
    if (!part.isEmpty() && !form.matcher(part).matches()) {
      throw ApiException.at(
          ErrorCode.INVALID_REQUEST, member, "must be printable ASCII characters");
    }
    return part;
  }

  private Row read(JsonNode line) {
    JsonBody body = JsonBody.of(line);
    String digest = body.requiredText("sha256", DIGEST_LENGTH).toLowerCase(Locale.ROOT);
    if (!DIGEST.matcher(digest).matches()) {
      throw ApiException.at(ErrorCode.INVALID_REQUEST, "sha256", "must be 64 hex digits");
    }
    ObjectNode members = JsonBody.object(line).deepCopy();
    members.remove(OWN_MEMBERS);
    ApiKeyPatch key = ApiKeyPatch.of(members, scopes, clock.instant());
    return new Row(
        body.requiredText("user_id", MAX_USER_ID),
        digest,
        hint(body),
        key.requiredName(),
        key.limits());
  }
}
