package io.vestibule.command;

import io.quarkus.runtime.QuarkusApplication;
import jakarta.inject.Singleton;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.ParseResult;

/** Runs a {@link ServiceCommand} in the application that {@link Vestibule} started for it. */
@Singleton
public class CommandApplication implements QuarkusApplication {
  private final Workplace workplace;

  CommandApplication(Workplace workplace) {
    this.workplace = workplace;
  }

  @Override
  public int run(String... args) {
    CommandLine line = Commands.line();
    return line.setExecutionStrategy(parsed -> execute(line, parsed)).execute(args);
  }

  private int execute(CommandLine line, ParseResult parsed) {
    try {
      return ((ServiceCommand) Commands.chosen(parsed)).run(workplace, line.getOut());
    } catch (RuntimeException failure) {
      throw new ExecutionException(line, "failed", failure);
    } finally {
      line.getOut().flush();
    }
  }
}
