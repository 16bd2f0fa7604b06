package io.vestibule.imports;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.vestibule.account.Status;
import io.vestibule.federation.CognitoEventParser;
import io.vestibule.federation.CognitoUser;
import io.vestibule.identity.ProvisioningResult.Outcome;
import io.vestibule.identity.ProvisioningResult.ProvisioningPreview;
import io.vestibule.identity.ProvisioningService;
import io.vestibule.imports.CognitoPool.Page;
import io.vestibule.imports.CognitoPool.PoolUser;
import io.vestibule.profile.ProfileService;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Imports the users of a Cognito pool as accounts and profiles. Existing accounts are newer and
 * stay unchanged. Unconfirmed users are skipped: the post-confirmation hook provisions them later.
 */
@ApplicationScoped
public class CognitoImport {
  private static final String PHASE = "users";

  private final CognitoEventParser parser;
  private final ProvisioningService provisioning;
  private final ProfileService profiles;
  private final ObjectMapper json;
  private final InstantSource clock;

  CognitoImport(
      CognitoEventParser parser,
      ProvisioningService provisioning,
      ProfileService profiles,
      ObjectMapper json,
      InstantSource clock) {
    this.parser = parser;
    this.provisioning = provisioning;
    this.profiles = profiles;
    this.json = json;
    this.clock = clock;
  }

  /**
   * Runs to the end and blocks the calling thread.
   *
   * @throws ImportFailure with a message for the operator
   */
  public ImportSummary run(CognitoPool pool, ImportOptions options) {
    Checkpoint checkpoint =
        new Checkpoint(
            options.dryRun() ? Optional.empty() : options.checkpoint(),
            "cognito:" + pool.id(),
            json);
    ProgressLine progress = new ProgressLine(options.progress(), options.terminal(), clock);
    Optional<Checkpoint.Position> start = checkpoint.load();
    Optional<Page> resumed = start.flatMap(position -> pool.resume(position.after()));
    if (start.isPresent() && resumed.isEmpty()) {
      progress.print(
          "Cognito no longer knows the page in the checkpoint; the import starts with the first page");
      start = Optional.empty();
    }
    ImportSummary before = start.map(Checkpoint.Position::summary).orElse(ImportSummary.NOTHING);
    long done = start.map(Checkpoint.Position::done).orElse(0L);
    Page page = resumed.orElseGet(() -> pool.list(Optional.empty()));
    progress.begin(PHASE, pool.estimatedUsers(), done);
    try (ImportReport report = new ImportReport(options, json, progress, before)) {
      while (true) {
        Batch.importAll(
            page.users(),
            CognitoImport::uniqueValues,
            user -> importUser(pool, user, options.dryRun(), report));
        done += page.users().size();
        report.flush();
        if (page.next().isEmpty()) {
          checkpoint.remove();
          return report.summary();
        }
        checkpoint.save(new Checkpoint.Position(PHASE, page.next().get(), done, report.summary()));
        page = pool.list(page.next());
      }
    }
  }

  /** Several users of a pool may have one address; the first of them gets it. */
  private static Set<String> uniqueValues(PoolUser user) {
    String email = user.attributes().getOrDefault("email", "");
    return email.isEmpty() ? Set.of() : Set.of(email.toLowerCase(Locale.ROOT));
  }

  private Uni<Void> importUser(
      CognitoPool pool, PoolUser listed, boolean dryRun, ImportReport report) {
    if (!listed.confirmed()) {
      report.record("user", listed.username(), "skipped", List.of());
      return Uni.createFrom().voidItem();
    }
    Optional<CognitoUser> parsed =
        parser.parse(
            pool.region(),
            pool.id(),
            listed.username(),
            listed.attributes(),
            listed.enabled() ? Status.ACTIVE : Status.SUSPENDED,
            listed.createdAt());
    if (parsed.isEmpty()) {
      report.record("user", listed.username(), "refused", List.of("no-sub"));
      return Uni.createFrom().voidItem();
    }
    CognitoUser user = parsed.get();
    return provisioning
        .preview(user.user())
        .chain(preview -> dryRun ? Uni.createFrom().item(preview) : provision(user, preview))
        .invoke(
            result ->
                report.record(
                    "user",
                    user.user().identity().subject(),
                    outcome(result.outcome()),
                    conflicts(listed, user, result)))
        .onFailure(CognitoImport::isErased)
        .invoke(
            () ->
                report.record(
                    "user", user.user().identity().subject(), "refused", List.of("erased")))
        .onFailure(CognitoImport::isErased)
        .recoverWithNull()
        .replaceWithVoid();
  }

  /** The user erased the account less than a day ago: see {@link ProvisioningService#provision}. */
  static boolean isErased(Throwable failure) {
    return failure instanceof ApiException known && known.code() == ErrorCode.TOKEN_INVALID;
  }

  private Uni<ProvisioningPreview> provision(CognitoUser user, ProvisioningPreview preview) {
    return provisioning
        .importUser(user.user())
        .call(
            provisioned -> profiles.createFromClaims(provisioned.account().userId(), user.claims()))
        .map(provisioned -> new ProvisioningPreview(provisioned.outcome(), preview.emailFree()));
  }

  private static String outcome(Outcome outcome) {
    return outcome == Outcome.FOUND ? "unchanged" : outcome.name().toLowerCase(Locale.ROOT);
  }

  private static List<String> conflicts(
      PoolUser listed, CognitoUser user, ProvisioningPreview result) {
    List<String> conflicts = new ArrayList<>();
    if (!result.emailFree()) {
      conflicts.add("email-taken");
    }
    if (listed.attributes().containsKey("custom:role") && user.claims().role() == null) {
      conflicts.add("role-not-trusted");
    }
    if (listed.attributes().containsKey("email") && user.claims().email() == null) {
      conflicts.add("invalid-email");
    }
    return conflicts;
  }
}
