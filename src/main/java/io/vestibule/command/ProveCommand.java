package io.vestibule.command;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vestibule.contract.ContractCheck;
import io.vestibule.contract.ContractProof;
import io.vestibule.contract.ProofReport;
import io.vestibule.contract.ServiceClient;
import io.vestibule.runtime.SecureRandomProducer;
import java.io.PrintWriter;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code vestibule prove}: the public contract, tried on a running deployment from outside. */
@RegisterForReflection
@Command(
    name = "prove",
    description = {
      "Try the public contract of a running deployment with a throw-away account: sign-up race,",
      "refresh storm, quota, vault, erasure. The account is erased afterwards, also after Ctrl-C.",
      "Needs no settings, no store and no administrator; the bucket must be reachable.",
      "Exit code 1 if a promise is broken or an account is left, 3 if something was not proven."
    },
    mixinStandardHelpOptions = true)
final class ProveCommand implements Callable<Integer> {
  private static final Pattern DOMAIN =
      Pattern.compile("[a-z0-9-]{1,63}(\\.[a-z0-9-]{1,63}){1,9}", Pattern.DOTALL);
  private static final int MAX_CONCURRENCY = 100;

  /** Covers the requests under way and the erasure. */
  private static final Duration CLEANING = Duration.ofMinutes(2);

  @Spec private CommandSpec spec;

  @Option(
      names = "--url",
      required = true,
      paramLabel = "URL",
      description = "Address of the deployment, for example https://auth.example.org.")
  private URI url;

  @Option(
      names = "--domain",
      defaultValue = "prove.invalid",
      description = "Domain of the throw-away address; default ${DEFAULT-VALUE}.")
  private String domain;

  @Option(
      names = "--concurrency",
      defaultValue = "8",
      description = "Requests at the same moment, 2 to 100; default ${DEFAULT-VALUE}.")
  private int concurrency;

  @Option(
      names = "--timeout",
      defaultValue = "30",
      paramLabel = "SECONDS",
      description = "Longest time for a request; default ${DEFAULT-VALUE}.")
  private int timeout;

  @Option(names = "--json", description = "Print the report as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    validate();
    SecureRandom random = new SecureRandomProducer().random();
    List<ContractCheck> checks = ContractProof.all(concurrency, random);
    try (ServiceClient service = new ServiceClient(url, Duration.ofSeconds(timeout), concurrency)) {
      ProofReport report = run(new ContractProof(service, checks, random, domain));
      return report.hasProblem()
          ? ExitCodes.NO
          : report.isProven() ? ExitCodes.OK : ExitCodes.FAILED;
    }
  }

  private void validate() {
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    require(
        List.of("http", "https").contains(scheme)
            && url.getHost() != null
            && url.getRawQuery() == null
            && url.getRawUserInfo() == null,
        "--url must be an http or https address without query and user");
    require(DOMAIN.matcher(domain).matches(), "--domain is not a domain name in lower case");
    require(
        concurrency >= 2 && concurrency <= MAX_CONCURRENCY,
        "--concurrency must be from 2 to " + MAX_CONCURRENCY);
    require(timeout >= 1 && timeout <= 600, "--timeout must be from 1 to 600");
  }

  private void require(boolean met, String sentence) {
    if (!met) {
      throw new ParameterException(spec.commandLine(), sentence);
    }
  }

  /** Prints the report; Ctrl-C leaves the remaining checks out and waits for the erasure. */
  private ProofReport run(ContractProof proof) {
    CountDownLatch done = new CountDownLatch(1);
    Thread stop =
        new Thread(
            () -> {
              proof.stop();
              try {
                done.await(CLEANING.toSeconds(), TimeUnit.SECONDS);
              } catch (InterruptedException impatient) {
                Thread.currentThread().interrupt();
              }
            },
            "prove-stop");
    Runtime.getRuntime().addShutdownHook(stop);
    try {
      ProofReport report = proof.run();
      PrintWriter out = spec.commandLine().getOut();
      out.print(json ? report.json() + System.lineSeparator() : report.text());
      out.flush();
      return report;
    } finally {
      done.countDown();
      removeQuietly(stop);
    }
  }

  private static void removeQuietly(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException alreadyStopping) {
      // The hook has ended by itself.
    }
  }
}
