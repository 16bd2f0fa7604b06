package io.vestibule.command;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vestibule.imports.ImportOptions;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code vestibule accounts}: maintenance of all accounts. */
@RegisterForReflection
@Command(
    name = "accounts",
    description = "Add accounts of earlier versions to the list of accounts.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {AccountsCommand.Index.class})
final class AccountsCommand implements Runnable {
  private static final int MAX_RATE = 100_000;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command: index");
  }

  /** {@code vestibule accounts index}. */
  @RegisterForReflection
  @Command(
      name = "index",
      description = {
        "Add the accounts that an earlier version wrote to the list that administrators see, once",
        "after the update. Needs permission to scan the table of users. Accounts that are listed",
        "stay unchanged. Can be interrupted and run again."
      },
      mixinStandardHelpOptions = true)
  static final class Index implements ServiceCommand {
    @Spec private CommandSpec spec;

    @Option(
        names = "--rate",
        paramLabel = "N",
        defaultValue = "200",
        description = "At most N accounts per second; default ${DEFAULT-VALUE}.")
    private double rate;

    @Mixin private ImportOptionsMixin importOptions;

    @Override
    public int run(CommandContext context, PrintWriter out) {
      if (!(rate > 0 && rate <= MAX_RATE)) {
        throw new ParameterException(
            spec.commandLine(), "--rate must be more than 0 and at most " + MAX_RATE);
      }
      ImportOptions options = importOptions.options();
      if (options.report().isPresent()) {
        throw new ParameterException(spec.commandLine(), "--report is not needed here");
      }
      out.println(context.accountIndexing().run(rate, options) + " accounts added to the list");
      return ExitCodes.OK;
    }
  }
}
