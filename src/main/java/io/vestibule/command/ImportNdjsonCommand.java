package io.vestibule.command;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vestibule.account.Role;
import io.vestibule.imports.UserFile;
import io.vestibule.imports.UserFormat;
import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vestibule import ndjson}. */
@RegisterForReflection
@Command(
    name = "ndjson",
    description = {
      "Import users from a file with one JSON object per line, or from the export file of Firebase",
      "or Auth0. Users log in with their password as before: bcrypt, Argon2, scrypt, Firebase's",
      "scrypt or PBKDF2. Existing accounts stay unchanged; running the import again changes nothing."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      ImportCommand.OK,
      ImportCommand.CONFLICTS,
      ImportCommand.USAGE,
      ImportCommand.FAILED
    })
final class ImportNdjsonCommand implements ServiceCommand {
  private static final int MAX_RATE = 100_000;

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "FILE",
      defaultValue = "-",
      description = "The file in UTF-8; default ${DEFAULT-VALUE}, standard input.")
  private String file;

  @Option(
      names = "--format",
      defaultValue = "ndjson",
      paramLabel = "FORMAT",
      description = "ndjson, firebase or auth0; default ${DEFAULT-VALUE}.")
  private UserFormat format;

  @Option(
      names = "--trust-roles",
      split = ",",
      paramLabel = "ROLE",
      description = "Roles that the file may give, for example vendor,admin; default: none.")
  private List<Role> trustedRoles = List.of();

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "300",
      description = {
        "At most N users per second; default ${DEFAULT-VALUE}, which a new on-demand table accepts",
        "at once."
      })
  private double rate;

  @Mixin private ImportOptionsMixin importOptions;

  @Override
  public int run(CommandContext context, PrintWriter out) {
    ImportCommand.checkRate(spec, rate, MAX_RATE);
    Set<Role> trusted = EnumSet.noneOf(Role.class);
    trusted.addAll(trustedRoles);
    try (UserFile users = UserFile.open(file, format)) {
      return ImportCommand.report(
          context.ndjsonImport().run(users, trusted, rate, importOptions.options()), out);
    }
  }
}
