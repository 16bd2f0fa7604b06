package io.vestibule.command;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vestibule.imports.CognitoPool;
import io.vestibule.imports.ImportOptions;
import io.vestibule.imports.ImportSummary;
import io.vestibule.imports.PostgresSource;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vestibule import}: imports users and records of earlier systems. */
@RegisterForReflection
@Command(
    name = "import",
    description = "Import users and records of an earlier system; existing records stay unchanged.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ImportCommand.Cognito.class,
      ImportCommand.Postgres.class,
      ImportDynamodbCommand.class,
      ImportNdjsonCommand.class,
      ImportCommand.ApiKeys.class
    })
final class ImportCommand implements Runnable {
  static final String OK = "0:all records are imported";
  static final String CONFLICTS = "1:the import is complete, but some records have conflicts";
  static final String USAGE = "2:the command line is invalid";
  static final String FAILED = "3:the import failed; run it again with the same checkpoint";

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Missing command: cognito, postgres, dynamodb, ndjson or api-keys");
  }

  /** {@code vestibule import cognito}. */
  @RegisterForReflection
  @Command(
      name = "cognito",
      description = {
        "Import the users of a Cognito pool as accounts and profiles. Users keep their id and sign",
        "in with Cognito as before. Existing accounts stay unchanged; running the import again",
        "changes nothing."
      },
      mixinStandardHelpOptions = true,
      exitCodeListHeading = "Exit codes:%n",
      exitCodeList = {OK, CONFLICTS, USAGE, FAILED})
  static final class Cognito implements ServiceCommand {
    @Spec private CommandSpec spec;

    @Option(
        names = "--user-pool",
        required = true,
        paramLabel = "ID",
        description = "For example eu-west-1_Ab12Cd34E. Uses the default AWS credentials chain.")
    private String pool;

    @Option(
        names = "--rate",
        paramLabel = "N",
        defaultValue = "20",
        description = "At most N requests per second to Cognito; default ${DEFAULT-VALUE}.")
    private double rate;

    @Option(
        names = "--endpoint-url",
        paramLabel = "URL",
        description = "Replaces the AWS endpoint, for emulators.")
    private URI endpoint;

    @Mixin private ImportOptionsMixin importOptions;

    @Override
    public int run(CommandContext context, PrintWriter out) {
      checkRate(spec, rate, 1_000);
      try (CognitoPool source = new CognitoPool(pool, rate, Optional.ofNullable(endpoint))) {
        return report(context.cognitoImport().run(source, importOptions.options()), out);
      }
    }
  }

  /** {@code vestibule import postgres}. */
  @RegisterForReflection
  @Command(
      name = "postgres",
      description = {
        "Import the tables users and audio_files. Users log in with their password as before; files",
        "keep id, time and order. Existing records stay unchanged; running the import again changes",
        "nothing."
      },
      mixinStandardHelpOptions = true,
      exitCodeListHeading = "Exit codes:%n",
      exitCodeList = {OK, CONFLICTS, USAGE, FAILED})
  static final class Postgres implements ServiceCommand {
    @Spec private CommandSpec spec;

    @Option(
        names = "--url",
        paramLabel = "URL",
        defaultValue = "${env:IMPORT_POSTGRES_URL}",
        description = {
          "postgresql://user:password@host:5432/database?sslmode=verify-full. Set it in the",
          "environment variable IMPORT_POSTGRES_URL, because other users of the machine can see",
          "command lines."
        })
    private String url;

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
      checkRate(spec, rate, 100_000);
      if (url == null || url.isBlank()) {
        throw new ParameterException(
            spec.commandLine(), "Missing database: set IMPORT_POSTGRES_URL or --url");
      }
      try (PostgresSource source = PostgresSource.connect(context.vertx(), url)) {
        return report(context.postgresImport().run(source, rate, importOptions.options()), out);
      }
    }
  }

  /** {@code vestibule import api-keys}. */
  @RegisterForReflection
  @Command(
      name = "api-keys",
      description = {
        "Import API keys of an earlier system from a file with one JSON object per line: user_id,",
        "sha256 (of the secret, in hex), name and limits. Customers keep their secrets. Existing",
        "keys stay unchanged; running the import again changes nothing."
      },
      mixinStandardHelpOptions = true,
      exitCodeListHeading = "Exit codes:%n",
      exitCodeList = {OK, CONFLICTS, USAGE, "3:the import failed; run it again"})
  static final class ApiKeys implements ServiceCommand {
    @Spec private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FILE", description = "JSON lines in UTF-8.")
    private Path file;

    @Option(
        names = "--rate",
        paramLabel = "N",
        defaultValue = "100",
        description = "At most N keys per second; default ${DEFAULT-VALUE}.")
    private double rate;

    @Mixin private ImportOptionsMixin importOptions;

    @Override
    public int run(CommandContext context, PrintWriter out) {
      checkRate(spec, rate, 10_000);
      ImportOptions options = importOptions.options();
      if (options.checkpoint().isPresent()) {
        throw new ParameterException(spec.commandLine(), "--checkpoint is not needed here");
      }
      return report(context.apiKeyImport().run(file, rate, options), out);
    }
  }

  static void checkRate(CommandSpec spec, double rate, int max) {
    if (!(rate > 0 && rate <= max)) {
      throw new ParameterException(
          spec.commandLine(), "--rate must be more than 0 and at most " + max);
    }
  }

  static int report(ImportSummary summary, PrintWriter out) {
    out.println(summary.sentence());
    return summary.conflicts() == 0 ? ExitCodes.OK : ExitCodes.NO;
  }
}
