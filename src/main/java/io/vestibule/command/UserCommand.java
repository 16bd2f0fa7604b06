package io.vestibule.command;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.vestibule.account.Account;
import io.vestibule.account.AccountService;
import io.vestibule.account.EmailAddress;
import io.vestibule.account.Role;
import io.vestibule.account.Status;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code vestibule user}: changes an account's role or status, or prints a link for a new password.
 */
@RegisterForReflection
@Command(
    name = "user",
    description = {
      "Change an account's role, suspend or restore an account,",
      "or print a link for a new password."
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      UserCommand.SetRole.class,
      UserCommand.Suspend.class,
      UserCommand.Restore.class,
      UserCommand.ResetLink.class
    })
final class UserCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Missing command: set-role, suspend, restore or reset-link");
  }

  /** Finds an account by address or id. */
  @RegisterForReflection
  private abstract static class OfUser implements ServiceCommand {
    static final Duration TIMEOUT = Duration.ofSeconds(30);

    @Parameters(index = "0", paramLabel = "USER", description = "E-mail address or user id.")
    private String user;

    @Override
    public int run(CommandContext context, PrintWriter out) {
      try {
        Optional<String> result =
            userId(context.accounts())
                .chain(
                    userId ->
                        userId
                            .map(id -> run(context, id).map(Optional::of))
                            .orElseGet(() -> Uni.createFrom().item(Optional.empty())))
                .await()
                .atMost(TIMEOUT);
        return report(result, out);
      } catch (ApiException failure) {
        if (failure.code() == ErrorCode.USER_NOT_FOUND) {
          return report(Optional.empty(), out);
        }
        throw failure;
      }
    }

    /** The line to print. */
    abstract Uni<String> run(CommandContext context, String userId);

    private Uni<Optional<String>> userId(AccountService accounts) {
      return user.contains("@")
          ? accounts
              .findByEmail(EmailAddress.ofExisting(user))
              .map(found -> found.map(Account::userId))
          : Uni.createFrom().item(Optional.of(user));
    }

    private static int report(Optional<String> result, PrintWriter out) {
      out.println(result.orElse("the user does not exist"));
      return result.isPresent() ? ExitCodes.OK : ExitCodes.NO;
    }
  }

  /** Changes the account and prints its role and status. */
  @RegisterForReflection
  private abstract static class Change extends OfUser {
    @Override
    Uni<String> run(CommandContext context, String userId) {
      return change(context.accounts(), userId)
          .map(
              account ->
                  account.userId()
                      + ": role "
                      + account.role().wire()
                      + ", "
                      + account.status().wire());
    }

    abstract Uni<Account> change(AccountService accounts, String userId);
  }

  /** {@code vestibule user set-role}. */
  @RegisterForReflection
  @Command(
      name = "set-role",
      description = {
        "Set the role of an account.",
        "It takes effect with the next token, at the next login or refresh."
      },
      mixinStandardHelpOptions = true)
  static final class SetRole extends Change {
    @Parameters(index = "1", paramLabel = "ROLE", description = "${COMPLETION-CANDIDATES}.")
    private Role role;

    @Override
    Uni<Account> change(AccountService accounts, String userId) {
      return accounts.setRole(userId, role);
    }
  }

  /** {@code vestibule user suspend}. */
  @RegisterForReflection
  @Command(
      name = "suspend",
      description = "Suspend an account: its sessions end and new logins are refused.",
      mixinStandardHelpOptions = true)
  static final class Suspend extends Change {
    @Override
    Uni<Account> change(AccountService accounts, String userId) {
      return accounts.setStatus(userId, Status.SUSPENDED);
    }
  }

  /** {@code vestibule user restore}. */
  @RegisterForReflection
  @Command(name = "restore", description = "Lift a suspension.", mixinStandardHelpOptions = true)
  static final class Restore extends Change {
    @Override
    Uni<Account> change(AccountService accounts, String userId) {
      return accounts.setStatus(userId, Status.ACTIVE);
    }
  }

  /** {@code vestibule user reset-link}. */
  @RegisterForReflection
  @Command(
      name = "reset-link",
      description = {
        "Print a link with which the user chooses a new password.",
        "It is valid for an hour and works once. Pass it on over a channel that you trust."
      },
      mixinStandardHelpOptions = true)
  static final class ResetLink extends OfUser {
    @Override
    Uni<String> run(CommandContext context, String userId) {
      return context.resetLinks().create(userId);
    }
  }
}
