package io.vestibule.command;

import io.quarkus.runtime.annotations.RegisterForReflection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code vestibule}: the root of all commands. */
@RegisterForReflection
@Command(
    name = "vestibule",
    description = "Sign-up, sessions, API tokens, profiles and encrypted audio.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Without a command, the service is started.",
      "Exit codes: 0 success, 1 negative answer, 2 invalid command line, 3 failure."
    },
    subcommands = {
      ServeCommand.class,
      TablesCommand.class,
      KeysCommand.class,
      UserCommand.class,
      AccountsCommand.class,
      ServiceKeyCommand.class,
      ImportCommand.class,
      DoctorCommand.class,
      ProveCommand.class
    })
final class TopCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }
}
