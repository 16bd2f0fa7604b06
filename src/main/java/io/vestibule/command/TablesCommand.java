package io.vestibule.command;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code vestibule tables}: the DynamoDB tables, made or compared. */
@RegisterForReflection
@Command(
    name = "tables",
    description = "Create the DynamoDB tables, or compare them with what the service needs.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {TablesCommand.Create.class, TablesCommand.Check.class})
final class TablesCommand implements Runnable {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Which command: create or check?");
  }

  /** {@code vestibule tables create}. */
  @RegisterForReflection
  @Command(
      name = "create",
      description = "Create the tables that do not exist; leave the others as they are.",
      mixinStandardHelpOptions = true)
  static final class Create implements ServiceCommand {
    @Override
    public int run(Workplace workplace, PrintWriter out) {
      List<String> created = workplace.tables().createMissing().await().atMost(PATIENCE);
      created.forEach(table -> out.println("created " + table));
      int existing = workplace.tables().all().size() - created.size();
      out.println(created.size() + " created, " + existing + " existed already");
      return ExitCodes.OK;
    }
  }

  /** {@code vestibule tables check}. */
  @RegisterForReflection
  @Command(
      name = "check",
      description = {
        "Name every difference between the tables and what the service needs:",
        "key, indexes, projections, expiry, billing mode. Exit code 1 where there is one."
      },
      mixinStandardHelpOptions = true)
  static final class Check implements ServiceCommand {
    @Override
    public int run(Workplace workplace, PrintWriter out) {
      List<String> differences = workplace.tables().differences().await().atMost(PATIENCE);
      differences.forEach(out::println);
      if (!differences.isEmpty()) {
        return ExitCodes.NO;
      }
      out.println("all " + workplace.tables().all().size() + " tables are as they should be");
      return ExitCodes.OK;
    }
  }
}
