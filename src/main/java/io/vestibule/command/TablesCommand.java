package io.vestibule.command;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code vestibule tables}: creates or checks the DynamoDB tables. */
@RegisterForReflection
@Command(
    name = "tables",
    description = "Create the DynamoDB tables, or compare them with what the service needs.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {TablesCommand.Create.class, TablesCommand.Check.class})
final class TablesCommand implements Runnable {
  private static final Duration TIMEOUT = Duration.ofMinutes(5);

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command: create or check");
  }

  /** {@code vestibule tables create}. */
  @RegisterForReflection
  @Command(
      name = "create",
      description = "Create the tables that do not exist; existing tables stay unchanged.",
      mixinStandardHelpOptions = true)
  static final class Create implements ServiceCommand {
    @Override
    public int run(CommandContext context, PrintWriter out) {
      List<String> created = context.tables().createMissing().await().atMost(TIMEOUT);
      created.forEach(table -> out.println("created " + table));
      int existing = context.tables().all().size() - created.size();
      out.println(created.size() + " created, " + existing + " existed already");
      return ExitCodes.OK;
    }
  }

  /** {@code vestibule tables check}. */
  @RegisterForReflection
  @Command(
      name = "check",
      description = {
        "List every difference between the tables and what the service needs: key, indexes,",
        "projections, expiry, billing mode. Exit code 1 if there is one."
      },
      mixinStandardHelpOptions = true)
  static final class Check implements ServiceCommand {
    @Override
    public int run(CommandContext context, PrintWriter out) {
      List<String> differences = context.tables().differences().await().atMost(TIMEOUT);
      differences.forEach(out::println);
      if (!differences.isEmpty()) {
        return ExitCodes.NO;
      }
      out.println("all " + context.tables().all().size() + " tables are correct");
      return ExitCodes.OK;
    }
  }
}
