package io.vestibule.imports;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vestibule.account.AccountImporter;
import io.vestibule.account.AccountService;
import io.vestibule.account.LegacyRecords;
import io.vestibule.apikey.ApiKeyImporter;
import io.vestibule.audio.AudioImporter;
import io.vestibule.crypto.Sealer;
import io.vestibule.dynamo.TablesConfig;
import io.vestibule.federation.CognitoEventParser;
import io.vestibule.identity.ProvisioningService;
import io.vestibule.imports.DynamoSource.Page;
import io.vestibule.imports.DynamoSource.Table;
import io.vestibule.profile.ProfileService;
import io.vestibule.usage.KeySecrets;
import io.vestibule.usage.Plans;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/**
 * Imports the tables of seeds 000, 002 and 003 from DynamoDB. A users or audio-files table that is
 * the service's own is adopted in place. Existing accounts and records stay unchanged.
 */
@ApplicationScoped
public class DynamoImport {
  private static final String USER_ID = "user_id";
  private static final String FILE_ID = "file_id";

  /** What is sealed in a checkpoint: the key of an item may be an address or an API token. */
  private static final String POSITION = "vestibule/import/position/v1";

  private final DynamoDbAsyncClient client;
  private final TablesConfig tables;
  private final AccountImporter accounts;
  private final AudioImporter files;
  private final ApiKeyImporter keys;
  private final AccountService owners;
  private final CognitoEventParser parser;
  private final LegacyRecords records;
  private final ProvisioningService provisioning;
  private final ProfileService profiles;
  private final KeySecrets secrets;
  private final Plans plans;
  private final Sealer sealer;
  private final ObjectMapper json;
  private final InstantSource clock;

  DynamoImport(
      DynamoDbAsyncClient client,
      TablesConfig tables,
      AccountImporter accounts,
      AudioImporter files,
      ApiKeyImporter keys,
      AccountService owners,
      CognitoEventParser parser,
      LegacyRecords records,
      ProvisioningService provisioning,
      ProfileService profiles,
      KeySecrets secrets,
      Plans plans,
      Sealer sealer,
      ObjectMapper json,
      InstantSource clock) {
    this.client = client;
    this.tables = tables;
    this.accounts = accounts;
    this.files = files;
    this.keys = keys;
    this.owners = owners;
    this.parser = parser;
    this.records = records;
    this.provisioning = provisioning;
    this.profiles = profiles;
    this.secrets = secrets;
    this.plans = plans;
    this.sealer = sealer;
    this.json = json;
    this.clock = clock;
  }

  /** One table. */
  private record Phase(String name, Table table, ItemImport items) {}

  /**
   * The place of the source.
   *
   * @param region empty for the service's
   * @param endpoint empty for the service's, or that of AWS if there is a region
   */
  public DynamoSource source(Optional<String> region, Optional<URI> endpoint) {
    return region.isEmpty() && endpoint.isEmpty()
        ? DynamoSource.ofService(client)
        : DynamoSource.connect(region, endpoint);
  }

  /**
   * Runs to the end and blocks the calling thread.
   *
   * @param itemsPerSecond maximum rate
   * @throws ImportFailure with a message for the operator
   */
  public ImportSummary run(
      DynamoSource source, DynamoTables from, double itemsPerSecond, ImportOptions options) {
    List<Phase> phases = phases(source, from);
    Checkpoint checkpoint =
        new Checkpoint(
            options.dryRun() ? Optional.empty() : options.checkpoint(),
            "dynamodb:%s %s".formatted(source.place(), from),
            json);
    Optional<Checkpoint.Position> start = checkpoint.load();
    ImportSummary before = start.map(Checkpoint.Position::summary).orElse(ImportSummary.NOTHING);
    ProgressLine progress = new ProgressLine(options.progress(), options.terminal(), clock);
    RateLimiter rateLimiter = new RateLimiter(itemsPerSecond);
    try (ImportReport report = new ImportReport(options, json, progress, before)) {
      for (Phase phase : phases) {
        if (start.filter(position -> !position.phase().equals(phase.name())).isPresent()) {
          continue;
        }
        long done = start.map(Checkpoint.Position::done).orElse(0L);
        Optional<String> after = start.map(Checkpoint.Position::after).map(this::open);
        start = Optional.empty();
        progress.begin(phase.name(), phase.table().estimatedItems(), done);
        do {
          Page page = source.scan(phase.table(), after);
          rateLimiter.await(Math.max(1, page.items().size()));
          Batch.importAll(
              page.items(),
              phase.items()::uniqueValues,
              item -> phase.items().importItem(item, options.dryRun(), report));
          done += page.items().size();
          report.flush();
          after = page.next();
          if (after.isPresent()) {
            checkpoint.save(
                new Checkpoint.Position(phase.name(), seal(after.get()), done, report.summary()));
          }
        } while (after.isPresent());
      }
      checkpoint.remove();
      return report.summary();
    }
  }

  private List<Phase> phases(DynamoSource source, DynamoTables from) {
    List<Phase> phases = new ArrayList<>();
    Optional<Table> users = from.users().map(source::describe);
    Optional<Table> tokens = from.tokens().map(source::describe);
    users.ifPresent(
        table -> phases.add(new Phase("users", table, users(source, from, table, tokens))));
    tokens.ifPresent(
        table -> {
          require(table, FurtherTokens.KEY);
          Table owned = users.orElseThrow(() -> new ImportFailure("tokens need their users"));
          require(owned, EmailKeyedUsers.KEY);
          phases.add(
              new Phase(
                  "api_tokens",
                  table,
                  new FurtherTokens(keys, owners, secrets, json, source, owned)));
        });
    from.audioFiles()
        .map(source::describe)
        .ifPresent(
            table -> {
              require(table, FILE_ID);
              phases.add(
                  new Phase(
                      "audio_files",
                      table,
                      new AudioFiles(
                          files,
                          new AccountExistenceCache(accounts::exists),
                          isOwn(source, table, tables.audioFiles()))));
            });
    return phases;
  }

  private ItemImport users(
      DynamoSource source, DynamoTables from, Table table, Optional<Table> tokens) {
    if (table.key().equals(EmailKeyedUsers.KEY)) {
      boolean takesTokens = tokens.isPresent() || from.trustTokens();
      if (takesTokens && !secrets.acceptsUuids()) {
        throw new ImportFailure(
            "set vestibule.api-keys.imported-uuids=true, here and for the service: otherwise it"
                + " does not accept the API tokens of the source");
      }
      return new EmailKeyedUsers(accounts, secrets, plans, source, tokens, from.trustTokens());
    }
    require(table, USER_ID);
    boolean inPlace = isOwn(source, table, tables.users());
    return from.pool()
        .<ItemImport>map(
            pool -> new LegacyUsers(parser, records, provisioning, profiles, pool, inPlace))
        .orElseGet(() -> new PasswordUsers(accounts, plans, inPlace));
  }

  private String seal(String key) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(sealer.seal(key.getBytes(StandardCharsets.UTF_8), POSITION));
  }

  private String open(String sealed) {
    try {
      return sealer
          .open(Base64.getUrlDecoder().decode(sealed), POSITION)
          .map(key -> new String(key, StandardCharsets.UTF_8))
          .orElseThrow(IllegalArgumentException::new);
    } catch (IllegalArgumentException malformed) {
      throw new ImportFailure(
          "the checkpoint cannot be decrypted with the sealing key; remove it to start again");
    }
  }

  private static boolean isOwn(DynamoSource source, Table table, String own) {
    return source.isOfService() && table.name().equals(own);
  }

  private static void require(Table table, String key) {
    if (!table.key().equals(key)) {
      throw new ImportFailure(
          "table " + table.name() + " has the key " + table.key() + ", not " + key);
    }
  }
}
