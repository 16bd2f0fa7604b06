package io.vestibule.command;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vestibule.credential.SealedApiTokens;
import io.vestibule.factor.SealedFactorSecrets;
import io.vestibule.runtime.SecureRandomProducer;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** {@code vestibule keys}: the service's secrets. */
@RegisterForReflection
@Command(
    name = "keys",
    description = "Generate the service's secrets, or migrate to a new sealing key.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {KeysCommand.Generate.class, KeysCommand.Reseal.class})
final class KeysCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command: generate or reseal");
  }

  /** {@code vestibule keys generate}. Needs no configuration and no store. */
  @RegisterForReflection
  @Command(
      name = "generate",
      description = {
        "Print a Kubernetes Secret with new signing, sealing and ticket keys.",
        "The keys are not stored: pipe them to kubectl apply -f - or into your secret store.",
        "With --directory they are written as files instead; existing files are never replaced."
      },
      mixinStandardHelpOptions = true)
  static final class Generate implements Runnable {
    @Spec private CommandSpec spec;

    @Option(
        names = "--name",
        defaultValue = "vestibule-keys",
        description = "Name of the Secret; default ${DEFAULT-VALUE}.")
    private String name;

    @Option(names = "--namespace", description = "Namespace of the Secret; omitted by default.")
    private String namespace;

    @Option(names = "--directory", description = "Directory for the keys as files.")
    private Path directory;

    @Override
    public void run() {
      GeneratedKeys keys = GeneratedKeys.generate(new SecureRandomProducer().random());
      PrintWriter out = spec.commandLine().getOut();
      if (directory == null) {
        out.print(secret(keys));
      } else if (KeyDirectory.isInUse(directory)) {
        out.println(directory + " contains keys already; they are not replaced");
      } else {
        KeyDirectory.write(directory, keys);
        out.println("wrote " + String.join(", ", KubernetesSecret.FILES) + " to " + directory);
      }
      out.flush();
    }

    private String secret(GeneratedKeys keys) {
      requireName("--name", name);
      if (namespace != null) {
        requireName("--namespace", namespace);
      }
      return KubernetesSecret.yaml(name, namespace, keys);
    }

    private void requireName(String option, String value) {
      if (!KubernetesSecret.isName(value)) {
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
        "Encrypt every stored API token and secret of a second factor or webhook endpoint with the",
        "current sealing key, after a key rotation. Needs the old key in vestibule.keys.opening and",
        "permission to scan the tables of users and factors and to query the table of webhooks.",
        "Exit code 1: a value can no longer be decrypted. Can be interrupted and run again."
      },
      mixinStandardHelpOptions = true)
  static final class Reseal implements ServiceCommand {
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    @Override
    public int run(CommandContext context, PrintWriter out) {
      Map<String, Long> counts = new HashMap<>();
      Optional<String> after = Optional.empty();
      do {
        SealedApiTokens.Page page = context.sealedApiTokens().renew(after).await().atMost(TIMEOUT);
        page.outcomes().forEach(outcome -> counts.merge(outcome.name(), 1L, Long::sum));
        after = page.last();
      } while (after.isPresent());
      resealFactors(context.sealedFactorSecrets(), counts);
      context
          .sealedWebhookSecrets()
          .renew()
          .await()
          .atMost(TIMEOUT)
          .forEach(outcome -> counts.merge(outcome.name(), 1L, Long::sum));
      long lost = counts.getOrDefault("LOST", 0L);
      out.printf(
          "%d resealed, %d already current, %d cannot be decrypted%n",
          counts.getOrDefault("RENEWED", 0L), counts.getOrDefault("CURRENT", 0L), lost);
      return lost == 0 ? ExitCodes.OK : ExitCodes.NO;
    }

    private static void resealFactors(SealedFactorSecrets factors, Map<String, Long> counts) {
      Optional<Map<String, AttributeValue>> after = Optional.empty();
      do {
        SealedFactorSecrets.Page page = factors.renew(after).await().atMost(TIMEOUT);
        page.outcomes().forEach(outcome -> counts.merge(outcome.name(), 1L, Long::sum));
        after = page.last();
      } while (after.isPresent());
    }
  }
}
