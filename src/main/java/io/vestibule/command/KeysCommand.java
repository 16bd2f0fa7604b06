package io.vestibule.command;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vestibule.account.TokenSeals;
import io.vestibule.web.Ambience;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code vestibule keys}: the service's own secrets. */
@RegisterForReflection
@Command(
    name = "keys",
    description = "Make the service's secrets, or move on from a former one.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {KeysCommand.Generate.class, KeysCommand.Reseal.class})
final class KeysCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Which command: generate or reseal?");
  }

  /** {@code vestibule keys generate}. Needs no configuration and no store. */
  @RegisterForReflection
  @Command(
      name = "generate",
      description = {
        "Print a Kubernetes Secret with fresh signing, sealing and ticket keys.",
        "Nothing is kept: pipe it to kubectl apply -f -, or into your secret store.",
        "With --directory write them as files instead; keys that are there already stay."
      },
      mixinStandardHelpOptions = true)
  static final class Generate implements Runnable {
    @Spec private CommandSpec spec;

    @Option(
        names = "--name",
        defaultValue = "vestibule-keys",
        description = "Name of the Secret; ${DEFAULT-VALUE}.")
    private String name;

    @Option(names = "--namespace", description = "Its namespace; left out unless given.")
    private String namespace;

    @Option(names = "--directory", description = "Where to write the keys as files.")
    private Path directory;

    @Override
    public void run() {
      FreshKeys keys = FreshKeys.generate(new Ambience().random());
      PrintWriter out = spec.commandLine().getOut();
      if (directory == null) {
        out.print(secret(keys));
      } else if (KeyFolder.isInUse(directory)) {
        out.println(directory + " holds keys already; they stay");
      } else {
        KeyFolder.write(directory, keys);
        out.println("wrote " + String.join(", ", KeysSecret.FILES) + " to " + directory);
      }
      out.flush();
    }

    private String secret(FreshKeys keys) {
      requireName("--name", name);
      if (namespace != null) {
        requireName("--namespace", namespace);
      }
      return KeysSecret.yaml(name, namespace, keys);
    }

    private void requireName(String option, String value) {
      if (!KeysSecret.isName(value)) {
        throw new ParameterException(
            spec.commandLine(), option + " is not a Kubernetes name: " + value);
      }
    }
  }

  /** {@code vestibule keys reseal}. */
  @RegisterForReflection
  @Command(
      name = "reseal",
      description = {
        "Seal every API token with the sealing key of now, after it was changed.",
        "Needs the former key among vestibule.keys.opening, and the right to scan the users table.",
        "Exit code 1 where a token opens with none of the keys. Can be broken off and run again."
      },
      mixinStandardHelpOptions = true)
  static final class Reseal implements ServiceCommand {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Override
    public int run(Workplace workplace, PrintWriter out) {
      Map<TokenSeals.Outcome, Long> counts = new EnumMap<>(TokenSeals.Outcome.class);
      Optional<String> after = Optional.empty();
      do {
        TokenSeals.Page page = workplace.tokenSeals().renew(after).await().atMost(PATIENCE);
        page.outcomes().forEach(outcome -> counts.merge(outcome, 1L, Long::sum));
        after = page.last();
      } while (after.isPresent());
      long lost = counts.getOrDefault(TokenSeals.Outcome.LOST, 0L);
      out.printf(
          "%d sealed anew, %d were up to date, %d open with no key%n",
          counts.getOrDefault(TokenSeals.Outcome.RENEWED, 0L),
          counts.getOrDefault(TokenSeals.Outcome.CURRENT, 0L),
          lost);
      return lost == 0 ? ExitCodes.OK : ExitCodes.NO;
    }
  }
}
