package io.vestibule.imports;

import static io.vestibule.imports.DynamoRow.isGiven;
import static io.vestibule.imports.DynamoRow.text;

import io.smallrye.mutiny.Uni;
import io.vestibule.account.AccountImporter;
import io.vestibule.account.LegacyRecord;
import io.vestibule.account.LegacyRecords;
import io.vestibule.account.LegacyRecords.Stored;
import io.vestibule.account.Status;
import io.vestibule.federation.CognitoEventParser;
import io.vestibule.federation.CognitoUser;
import io.vestibule.identity.ProvisioningResult.Outcome;
import io.vestibule.identity.ProvisioningResult.ProvisioningPreview;
import io.vestibule.identity.ProvisioningService;
import io.vestibule.profile.ProfileService;
import io.vestibule.usage.Plans;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The users of seed 002, who sign in with a Cognito pool. The record keeps its attributes, and
 * provisioning adds what an account needs besides.
 *
 * @param pool the id of the pool
 * @param inPlace whether the table is the service's users table
 */
record LegacyUsers(
    CognitoEventParser parser,
    LegacyRecords records,
    ProvisioningService provisioning,
    ProfileService profiles,
    String pool,
    boolean inPlace)
    implements ItemImport {
  /** Cognito's names of the attributes. */
  private static final Map<String, String> CLAIMS =
      Map.of(
          "user_id", "sub",
          "email", "email",
          "name", "name",
          "phoneNumber", "phone_number",
          "profileImage", "picture",
          "role", "custom:role");

  /**
   * A user of the source.
   *
   * @param flaws reason codes of what is not imported
   */
  private record Parsed(LegacyRecord record, CognitoUser user, List<String> flaws) {}

  @Override
  public Set<String> uniqueValues(Map<String, AttributeValue> item) {
    return DynamoRow.uniqueValues(item);
  }

  @Override
  public Uni<Void> importItem(
      Map<String, AttributeValue> item, boolean dryRun, ImportReport report) {
    String userId = text(item, "user_id");
    if (!AccountImporter.isUserId(userId)) {
      report.record("user", userId, "refused", List.of("invalid-user-id"));
      return Uni.createFrom().voidItem();
    }
    Optional<Parsed> parsed = parse(item);
    if (parsed.isEmpty()) {
      report.record("user", userId, "refused", List.of("no-sub"));
      return Uni.createFrom().voidItem();
    }
    return provisioning
        .preview(parsed.get().user().user())
        .chain(
            preview ->
                preview.outcome() == Outcome.FOUND
                    ? unchanged(userId, report)
                    : records
                        .find(userId)
                        .chain(stored -> importUser(parsed.get(), preview, stored, dryRun, report)))
        .onFailure(CognitoImport::isErased)
        .recoverWithUni(
            () -> {
              report.record("user", userId, "refused", List.of("erased"));
              return Uni.createFrom().voidItem();
            });
  }

  private Uni<Void> importUser(
      Parsed parsed,
      ProvisioningPreview preview,
      Stored stored,
      boolean dryRun,
      ImportReport report) {
    String userId = parsed.record().text("user_id");
    if (stored == Stored.ACCOUNT) {
      if (inPlace) {
        return unchanged(userId, report);
      }
      report.record("user", userId, "refused", List.of("user-id-taken"));
      return Uni.createFrom().voidItem();
    }
    List<String> conflicts = new ArrayList<>();
    if (!preview.emailFree()) {
      conflicts.add("email-taken");
    }
    conflicts.addAll(parsed.flaws());
    return (dryRun ? Uni.createFrom().voidItem() : write(parsed, stored))
        .invoke(
            () ->
                report.record(
                    "user", userId, stored == Stored.RECORD ? "adopted" : "created", conflicts));
  }

  /** A record that was copied before an interruption is completed like one in place. */
  private Uni<Void> write(Parsed parsed, Stored stored) {
    CognitoUser user = parsed.user();
    return (stored == Stored.NOTHING
            ? records.copy(parsed.record())
            : records.correct(parsed.record()))
        .chain(() -> provisioning.importUser(user.user()))
        .chain(
            provisioned -> profiles.createFromClaims(provisioned.account().userId(), user.claims()))
        .replaceWithVoid();
  }

  private static Uni<Void> unchanged(String userId, ImportReport report) {
    report.record("user", userId, "unchanged", List.of());
    return Uni.createFrom().voidItem();
  }

  private Optional<Parsed> parse(Map<String, AttributeValue> item) {
    LegacyRecord record = LegacyRecord.of(item);
    Map<String, String> attributes = new HashMap<>();
    CLAIMS.forEach(
        (attribute, claim) -> {
          if (!record.text(attribute).isEmpty()) {
            attributes.put(claim, record.text(attribute));
          }
        });
    AttributeValue verified = record.attributes().get("emailVerified");
    attributes.put("email_verified", Boolean.toString(verified != null && verified.bool()));
    return parser
        .parse(
            CognitoPool.regionOf(pool),
            pool,
            record.text("username").isEmpty() ? record.text("user_id") : record.text("username"),
            attributes,
            status(record),
            Optional.of(record.text("createdAt"))
                .filter(time -> !time.isEmpty())
                .map(Instant::parse)
                .orElse(null))
        .map(user -> parsed(item, record, user));
  }

  /** An unknown status may mean that the user must not sign in. */
  private static Status status(LegacyRecord record) {
    return record.invalid().contains("status")
        ? Status.SUSPENDED
        : Status.parse(record.text("status")).orElse(Status.ACTIVE);
  }

  private static Parsed parsed(
      Map<String, AttributeValue> item, LegacyRecord record, CognitoUser user) {
    List<String> flaws = new ArrayList<>();
    if (isGiven(item, "email") && user.claims().email() == null) {
      flaws.add("invalid-email");
    }
    if (record.invalid().contains("createdAt")) {
      flaws.add("invalid-time");
    }
    record.invalid().stream()
        .filter(name -> !Set.of("email", "createdAt", "role").contains(name))
        .findAny()
        .ifPresent(name -> flaws.add("invalid-attribute"));
    if (isGiven(item, "plan") && !text(item, "plan").equals(Plans.DEFAULT)) {
      flaws.add("unknown-plan");
    }
    boolean untrusted =
        record.invalid().contains("role")
            || (!record.text("role").isEmpty() && user.claims().role() == null);
    if (untrusted) {
      flaws.add("role-not-trusted");
    }
    return new Parsed(untrusted ? record.asCustomer() : record, user, flaws);
  }

  @Override
  public String toString() {
    return "LegacyUsers[" + pool + "]";
  }
}
