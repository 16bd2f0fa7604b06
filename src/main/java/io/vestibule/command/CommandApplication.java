package io.vestibule.command;

import io.quarkus.runtime.QuarkusApplication;
import jakarta.inject.Singleton;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.ParseResult;

/** Runs a {@link ServiceCommand} inside the Quarkus application that {@link Vestibule} starts. */
@Singleton
public class CommandApplication implements QuarkusApplication {
  private final CommandContext context;

  CommandApplication(CommandContext context) {
    this.context = context;
  }

  @Override
  public int run(String... args) {
    CommandLine line = Commands.line();
    return line.setExecutionStrategy(parsed -> execute(line, parsed)).execute(args);
  }

  private int execute(CommandLine line, ParseResult parsed) {
    try {
      return ((ServiceCommand) Commands.selected(parsed)).run(context, line.getOut());
    } catch (RuntimeException failure) {
      throw new ExecutionException(line, "failed", failure);
    } finally {
      line.getOut().flush();
    }
  }
}
