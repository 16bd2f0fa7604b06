package io.vestibule.command;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vestibule.imports.DynamoSource;
import io.vestibule.imports.DynamoTables;
import java.io.PrintWriter;
import java.net.URI;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code vestibule import dynamodb}. */
@RegisterForReflection
@Command(
    name = "dynamodb",
    description = {
      "Import users, API tokens and audio-file records from DynamoDB tables of an earlier system. The",
      "key of the users table tells its form: email (bcrypt hashes and API tokens) or user_id (with",
      "--user-pool records of Cognito users, otherwise Argon2 or bcrypt hashes). A table that is the",
      "service's own is adopted in place. Existing records stay unchanged; running the import again",
      "changes nothing."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      ImportCommand.OK,
      ImportCommand.CONFLICTS,
      ImportCommand.USAGE,
      ImportCommand.FAILED
    })
final class ImportDynamodbCommand implements ServiceCommand {
  private static final int MAX_RATE = 100_000;

  @Spec private CommandSpec spec;

  @Option(names = "--users", paramLabel = "TABLE", description = "Table of users.")
  private String users;

  @Option(
      names = "--tokens",
      paramLabel = "TABLE",
      description = "Table of API tokens and their counters, keyed by token. Needs --users.")
  private String tokens;

  @Option(
      names = "--trust-tokens",
      description = {
        "Without --tokens: take over the API tokens in the table of users. A token that was revoked",
        "works again if the table still has it."
      })
  private boolean trustTokens;

  @Option(
      names = "--audio-files",
      paramLabel = "TABLE",
      description = "Table of audio-file records, keyed by file_id.")
  private String audioFiles;

  @Option(
      names = "--user-pool",
      paramLabel = "ID",
      description =
          "The Cognito pool with which the users sign in, for example eu-west-1_Ab12Cd34E.")
  private String pool;

  @Option(
      names = "--region",
      paramLabel = "REGION",
      description = "Region of the source; default: the service's.")
  private String region;

  @Option(
      names = "--endpoint-url",
      paramLabel = "URL",
      description = "Endpoint of the source; default: the service's.")
  private URI endpoint;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "300",
      description = {
        "At most N records per second; default ${DEFAULT-VALUE}, which a new on-demand table",
        "accepts at once."
      })
  private double rate;

  @Mixin private ImportOptionsMixin importOptions;

  @Override
  public int run(CommandContext context, PrintWriter out) {
    ImportCommand.checkRate(spec, rate, MAX_RATE);
    check(users != null || audioFiles != null, "Missing table: --users or --audio-files");
    check(users != null || tokens == null, "--tokens needs --users");
    check(!trustTokens || (users != null && tokens == null), "--trust-tokens needs --users alone");
    check(users != null || pool == null, "--user-pool needs --users");
    DynamoTables tables =
        new DynamoTables(
            Optional.ofNullable(users),
            Optional.ofNullable(tokens),
            trustTokens,
            Optional.ofNullable(audioFiles),
            Optional.ofNullable(pool));
    try (DynamoSource source =
        context.dynamoImport().source(Optional.ofNullable(region), Optional.ofNullable(endpoint))) {
      return ImportCommand.report(
          context.dynamoImport().run(source, tables, rate, importOptions.options()), out);
    }
  }

  private void check(boolean valid, String message) {
    if (!valid) {
      throw new ParameterException(spec.commandLine(), message);
    }
  }
}
