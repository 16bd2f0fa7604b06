package io.vestibule.command;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vestibule.imports.CognitoPool;
import io.vestibule.imports.ImportSummary;
import io.vestibule.imports.PostgresSource;
import java.io.PrintWriter;
import java.net.URI;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code vestibule import}: users and records of earlier systems. */
@RegisterForReflection
@Command(
    name = "import",
    description = "Take over users and records of an earlier system; what is there stays as it is.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ImportCommand.Cognito.class, ImportCommand.Postgres.class})
final class ImportCommand implements Runnable {
  private static final String OK = "0:all is there";
  private static final String CONFLICTS = "1:it ran to its end, and some records have conflicts";
  private static final String USAGE = "2:the command line cannot be understood";
  private static final String FAILED = "3:it could not go on; begin again, with the checkpoint";

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Which command: cognito or postgres?");
  }

  /** {@code vestibule import cognito}. */
  @RegisterForReflection
  @Command(
      name = "cognito",
      description = {
        "Make accounts and profiles of a Cognito pool's users. They keep their id and sign in with",
        "Cognito as before. What is there stays as it is; begun again, it changes nothing."
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
        description = "For example eu-west-1_Ab12Cd34E; AWS credentials come from the usual chain.")
    private String pool;

    @Option(
        names = "--rate",
        paramLabel = "N",
        defaultValue = "20",
        description = "At most N requests a second to Cognito, by default ${DEFAULT-VALUE}.")
    private double rate;

    @Option(
        names = "--endpoint-url",
        paramLabel = "URL",
        description = "Another address than AWS's, for stand-ins.")
    private URI endpoint;

    @Mixin private ImportManners manners;

    @Override
    public int run(Workplace workplace, PrintWriter out) {
      checkRate(spec, rate, 1_000);
      try (CognitoPool source = new CognitoPool(pool, rate, Optional.ofNullable(endpoint))) {
        return report(workplace.cognitoImport().run(source, manners.options()), out);
      }
    }
  }

  /** {@code vestibule import postgres}. */
  @RegisterForReflection
  @Command(
      name = "postgres",
      description = {
        "Take over the tables users and audio_files. Users log in with their password as before;",
        "files keep id, time and order. What is there stays as it is; begun again, it changes",
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
          "postgresql://user:password@host:5432/database?sslmode=verify-full, best given by the",
          "variable IMPORT_POSTGRES_URL: everybody on the machine sees a command line."
        })
    private String url;

    @Option(
        names = "--rate",
        paramLabel = "N",
        defaultValue = "300",
        description = {
          "At most N records a second, by default ${DEFAULT-VALUE}: what a new on-demand table",
          "takes at once."
        })
    private double rate;

    @Mixin private ImportManners manners;

    @Override
    public int run(Workplace workplace, PrintWriter out) {
      checkRate(spec, rate, 100_000);
      if (url == null || url.isBlank()) {
        throw new ParameterException(
            spec.commandLine(), "Which database: set IMPORT_POSTGRES_URL or --url");
      }
      try (PostgresSource source = PostgresSource.connect(workplace.vertx(), url)) {
        return report(workplace.postgresImport().run(source, rate, manners.options()), out);
      }
    }
  }

  private static void checkRate(CommandSpec spec, double rate, int most) {
    if (!(rate > 0 && rate <= most)) {
      throw new ParameterException(
          spec.commandLine(), "--rate must be more than 0 and at most " + most);
    }
  }

  private static int report(ImportSummary summary, PrintWriter out) {
    out.println(summary.sentence());
    return summary.conflicts() == 0 ? ExitCodes.OK : ExitCodes.NO;
  }
}
