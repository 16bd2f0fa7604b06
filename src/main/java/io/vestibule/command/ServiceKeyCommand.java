package io.vestibule.command;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.vestibule.account.AccountAdministration;
import io.vestibule.servicekey.NewServiceKey;
import io.vestibule.servicekey.ServiceKey;
import io.vestibule.servicekey.ServiceKeyWithSecret;
import io.vestibule.servicekey.ServiceKeys;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vestibule service-key}: creates, lists and revokes the service keys of back ends. */
@RegisterForReflection
@Command(
    name = "service-key",
    description = "Create, list and revoke the service keys with which back ends authenticate.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ServiceKeyCommand.Create.class,
      ServiceKeyCommand.ListKeys.class,
      ServiceKeyCommand.Revoke.class
    })
final class ServiceKeyCommand implements Runnable {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int PAGE = 100;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command: create, list or revoke");
  }

  /** Picocli finds its own converter by reflection on java.time, which native images lack. */
  @RegisterForReflection
  static final class TimeConverter implements ITypeConverter<Instant> {
    @Override
    public Instant convert(String value) {
      return Instant.parse(value);
    }
  }

  /** {@code vestibule service-key create}. */
  @RegisterForReflection
  @Command(
      name = "create",
      description = {
        "Create a service key.",
        "Prints the secret alone on standard output; it cannot be shown again."
      },
      mixinStandardHelpOptions = true)
  static final class Create implements ServiceCommand {
    @Option(
        names = "--name",
        paramLabel = "NAME",
        required = true,
        description = "What the key is for.")
    private String name;

    @Option(
        names = "--scopes",
        paramLabel = "SCOPE",
        required = true,
        split = ",",
        description = "users:read, users:write, usage:write, keys:verify; separated by commas.")
    private List<String> scopes;

    @Option(
        names = "--ip-allow",
        paramLabel = "CIDR",
        split = ",",
        description = "Addresses and CIDR blocks from which it works; from anywhere if not given.")
    private List<String> ipAllow;

    @Option(
        names = "--expires-at",
        paramLabel = "TIME",
        converter = TimeConverter.class,
        description = "For example 2027-01-31T00:00:00Z; never if not given.")
    private Instant expiresAt;

    @Override
    public int run(CommandContext context, PrintWriter out) {
      NewServiceKey wanted =
          new NewServiceKey(
              name, scopes, ipAllow == null ? List.of() : ipAllow, Optional.ofNullable(expiresAt));
      ServiceKeyWithSecret created =
          await(context.serviceKeys().create(wanted, AccountAdministration.OPERATOR));
      out.println(created.secret().reveal());
      return ExitCodes.OK;
    }
  }

  /** {@code vestibule service-key list}. */
  @RegisterForReflection
  @Command(
      name = "list",
      description = "List the service keys, one a line: id, state, scopes, last use, name.",
      mixinStandardHelpOptions = true)
  static final class ListKeys implements ServiceCommand {
    @Override
    public int run(CommandContext context, PrintWriter out) {
      Optional<String> cursor = Optional.empty();
      do {
        ServiceKeys.Page page = await(context.serviceKeys().page(PAGE, cursor));
        page.keys().forEach(key -> out.println(line(key)));
        cursor = page.nextCursor();
      } while (cursor.isPresent());
      return ExitCodes.OK;
    }

    private static String line(ServiceKey key) {
      return String.join(
          "  ",
          key.id(),
          state(key),
          String.join(",", key.scopes()),
          key.lastUsedAt().map(time -> "used " + time).orElse("never used"),
          key.name());
    }

    private static String state(ServiceKey key) {
      String validity = key.expiresAt().map(end -> "until " + end).orElse("no expiry");
      return key.enabled() ? validity : "disabled";
    }
  }

  /** {@code vestibule service-key revoke}. */
  @RegisterForReflection
  @Command(
      name = "revoke",
      description = "Revoke a service key for ever. It stops working within 10 seconds.",
      mixinStandardHelpOptions = true)
  static final class Revoke implements ServiceCommand {
    @Parameters(index = "0", paramLabel = "ID", description = "The id of the key.")
    private String id;

    @Override
    public int run(CommandContext context, PrintWriter out) {
      try {
        await(context.serviceKeys().revoke(id, AccountAdministration.OPERATOR));
        out.println(id + ": revoked");
        return ExitCodes.OK;
      } catch (ApiException failure) {
        if (failure.code() != ErrorCode.SERVICE_KEY_NOT_FOUND) {
          throw failure;
        }
        out.println("the service key does not exist");
        return ExitCodes.NO;
      }
    }
  }

  private static <T> T await(Uni<T> result) {
    return result.await().atMost(TIMEOUT);
  }
}
