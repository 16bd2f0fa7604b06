package io.vestibule.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vestibule.account.AccountImporter;
import io.vestibule.account.ImportedDetails;
import io.vestibule.account.Role;
import io.vestibule.account.Status;
import io.vestibule.runtime.Digests;
import io.vestibule.usage.Plans;
import io.vestibule.web.WellFormedText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A user of an NDJSON file: {@code user_id}, {@code email}, {@code email_verified}, {@code
 * created_at}, {@code name}, {@code profile}, {@code plan}, {@code role}, {@code status}, {@code
 * password_hash}, {@code key_salt}.
 *
 * @param account what becomes the account; empty if the line cannot be imported
 * @param profile the members of the profile
 * @param flaws reason codes of what is left out, or why the line is refused
 */
record UserLine(
    Optional<AccountImporter.Row> account, Optional<ObjectNode> profile, List<String> flaws) {
  private static final Set<String> TEXTS =
      Set.of(
          "user_id",
          "email",
          "created_at",
          "name",
          "plan",
          "role",
          "status",
          "password_hash",
          "key_salt");
  private static final String VERIFIED = "email_verified";
  private static final String PROFILE = "profile";
  private static final int MAX_NAME = 200;

  /**
   * Reads a line. A line with an unknown member, or one of the wrong type, is refused: a mistyped
   * name would be lost.
   *
   * @param plans whether a plan is configured
   * @param trustedRoles the roles besides customer that the file may give
   */
  static UserLine of(JsonNode line, Predicate<String> plans, Set<Role> trustedRoles) {
    if (!(line instanceof ObjectNode members) || !hasForm(members)) {
      return refused("invalid-record");
    }
    List<String> flaws = new ArrayList<>();
    Optional<String> hash = text(members, "password_hash");
    Optional<String> userId = text(members, "user_id").or(() -> hash.map(UserLine::derivedId));
    if (userId.isEmpty()) {
      return refused("invalid-user-id");
    }
    Optional<Instant> time = text(members, "created_at").flatMap(PostgresRow::time);
    if (time.isEmpty() && members.hasNonNull("created_at")) {
      flaws.add("invalid-time");
    }
    ImportedDetails details =
        new ImportedDetails(
            members.path(VERIFIED).asBoolean(),
            name(members, flaws),
            role(members, trustedRoles, flaws),
            status(members, flaws),
            plan(members, plans, flaws),
            Optional.empty(),
            Optional.empty(),
            0);
    return new UserLine(
        Optional.of(
            new AccountImporter.Row(
                userId.get(),
                text(members, "email").orElse(""),
                hash.orElse(null),
                text(members, "key_salt").map(PostgresRow::salt).orElse(null),
                time.orElse(null),
                details)),
        Optional.ofNullable(members.get(PROFILE))
            .filter(ObjectNode.class::isInstance)
            .map(ObjectNode.class::cast),
        flaws);
  }

  private static UserLine refused(String reason) {
    return new UserLine(Optional.empty(), Optional.empty(), List.of(reason));
  }

  private static boolean hasForm(ObjectNode members) {
    return members.properties().stream()
        .allMatch(
            member -> {
              JsonNode value = member.getValue();
              if (TEXTS.contains(member.getKey())) {
                return value.isNull()
                    || (value.isTextual() && WellFormedText.isWellFormed(value.textValue()));
              }
              return (member.getKey().equals(VERIFIED) && (value.isBoolean() || value.isNull()))
                  || (member.getKey().equals(PROFILE) && (value.isObject() || value.isNull()));
            });
  }

  /** A second run finds the same id. The salt of the hash makes it impossible to guess. */
  private static String derivedId(String hash) {
    return Digests.uuid("vestibule/import/user-id/v1/" + hash).toString();
  }

  private static Optional<String> name(ObjectNode members, List<String> flaws) {
    Optional<String> name = text(members, "name");
    if (name.filter(given -> given.length() > MAX_NAME).isPresent()) {
      flaws.add("invalid-attribute");
      return Optional.empty();
    }
    return name;
  }

  private static Role role(ObjectNode members, Set<Role> trusted, List<String> flaws) {
    Optional<String> given = text(members, "role");
    Optional<Role> role =
        given
            .map(text -> text.toLowerCase(Locale.ROOT))
            .flatMap(Role::parse)
            .filter(known -> known == Role.CUSTOMER || trusted.contains(known));
    if (given.isPresent() && role.isEmpty()) {
      flaws.add("role-not-trusted");
    }
    return role.orElse(Role.CUSTOMER);
  }

  /** An unknown status may mean that the user must not sign in. */
  private static Status status(ObjectNode members, List<String> flaws) {
    Optional<String> given = text(members, "status");
    if (given.isEmpty()) {
      return Status.ACTIVE;
    }
    return Status.parse(given.get())
        .orElseGet(
            () -> {
              flaws.add("invalid-attribute");
              return Status.SUSPENDED;
            });
  }

  private static String plan(ObjectNode members, Predicate<String> plans, List<String> flaws) {
    Optional<String> given = text(members, "plan");
    if (given.isPresent() && !plans.test(given.get())) {
      flaws.add("unknown-plan");
      return Plans.DEFAULT;
    }
    return given.orElse(Plans.DEFAULT);
  }

  private static Optional<String> text(ObjectNode members, String name) {
    return Optional.ofNullable(members.get(name))
        .filter(JsonNode::isTextual)
        .map(JsonNode::textValue)
        .map(String::strip)
        .filter(text -> !text.isEmpty());
  }

  @Override
  public String toString() {
    return "UserLine[redacted]";
  }
}
