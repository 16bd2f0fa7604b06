package io.vestibule.command;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vestibule.web.Ambience;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code vestibule keys}: the service's own secrets. Needs no configuration and no store. */
@RegisterForReflection
@Command(
    name = "keys",
    description = "Make the service's secrets.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = KeysCommand.Generate.class)
final class KeysCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Which command: generate?");
  }

  /** {@code vestibule keys generate}. */
  @RegisterForReflection
  @Command(
      name = "generate",
      description = {
        "Print a Kubernetes Secret with fresh signing, sealing and ticket keys.",
        "Nothing is kept: pipe it to kubectl apply -f -, or into your secret store."
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

    @Override
    public void run() {
      requireName("--name", name);
      if (namespace != null) {
        requireName("--namespace", namespace);
      }
      FreshKeys keys = FreshKeys.generate(new Ambience().random());
      spec.commandLine().getOut().print(KeysSecret.yaml(name, namespace, keys));
      spec.commandLine().getOut().flush();
    }

    private void requireName(String option, String value) {
      if (!KeysSecret.isName(value)) {
        throw new ParameterException(
            spec.commandLine(), option + " is not a Kubernetes name: " + value);
      }
    }
  }
}
