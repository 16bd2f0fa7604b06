package io.vestibule.command;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.vestibule.spi.Diagnosis;
import io.vestibule.spi.Finding;
import io.vestibule.spi.Finding.Level;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code vestibule doctor}: what keeps this deployment from working, and what to do about it. */
@RegisterForReflection
@Command(
    name = "doctor",
    description = {
      "Try what the service needs: settings, keys, tables, bucket and its CORS rules, issuers, clock;",
      "with --mail-to also the mail server. Prints a line for each finding and changes nothing.",
      "Exit code 1 if there is a problem."
    },
    mixinStandardHelpOptions = true)
final class DoctorCommand implements ServiceCommand {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  @Option(
      names = "--mail-to",
      paramLabel = "ADDRESS",
      description = "Send a mail to this address through the mail server.")
  private String mailTo;

  @Override
  public int run(CommandContext context, PrintWriter out) {
    boolean problem = false;
    for (Diagnosis diagnosis : context.diagnoses()) {
      boolean sends = mailTo != null && diagnosis == context.mailDiagnosis();
      for (Finding finding :
          await(sends ? context.mailDiagnosis().sendTo(mailTo) : diagnosis.examine())) {
        problem |= finding.level() == Level.PROBLEM;
        out.printf(
            "%-8s %-12s %s%n",
            finding.level().name().toLowerCase(Locale.ROOT), diagnosis.subject(), finding.text());
      }
      out.flush();
    }
    return problem ? ExitCodes.NO : ExitCodes.OK;
  }

  private static List<Finding> await(Uni<List<Finding>> findings) {
    return findings
        .onFailure()
        .recoverWithItem(
            failure -> List.of(Finding.problem("failed: " + FailureMessage.of(failure))))
        .ifNoItem()
        .after(TIMEOUT)
        .recoverWithItem(List.of(Finding.problem("no answer in " + TIMEOUT.toSeconds() + " s")))
        .await()
        .indefinitely();
  }
}
