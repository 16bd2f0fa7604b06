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
 * {@code vestibule user}: what an operator decides about an account; how the first admin is made.
 */
@RegisterForReflection
@Command(
    name = "user",
    description = "Change an account's role, suspend it or let it back in.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {UserCommand.SetRole.class, UserCommand.Suspend.class, UserCommand.Restore.class})
final class UserCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Which command: set-role, suspend or restore?");
  }

  /** Finds the account, then changes it. */
  @RegisterForReflection
  private abstract static class Change implements ServiceCommand {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Parameters(index = "0", paramLabel = "USER", description = "E-mail address or user id.")
    private String user;

    @Override
    public int run(Workplace workplace, PrintWriter out) {
      AccountService accounts = workplace.accounts();
      try {
        Optional<Account> changed =
            userId(accounts)
                .chain(
                    userId ->
                        userId
                            .map(id -> change(accounts, id).map(Optional::of))
                            .orElseGet(() -> Uni.createFrom().item(Optional.empty())))
                .await()
                .atMost(PATIENCE);
        return report(changed, out);
      } catch (ApiException refused) {
        if (refused.code() == ErrorCode.USER_NOT_FOUND) {
          return report(Optional.empty(), out);
        }
        throw refused;
      }
    }

    abstract Uni<Account> change(AccountService accounts, String userId);

    private Uni<Optional<String>> userId(AccountService accounts) {
      return user.contains("@")
          ? accounts.findByEmail(EmailAddress.of(user)).map(found -> found.map(Account::userId))
          : Uni.createFrom().item(Optional.of(user));
    }

    private static int report(Optional<Account> changed, PrintWriter out) {
      out.println(
          changed
              .map(
                  account ->
                      account.userId()
                          + ": role "
                          + account.role().wire()
                          + ", "
                          + account.status().wire())
              .orElse("there is no such user"));
      return changed.isPresent() ? ExitCodes.OK : ExitCodes.NO;
    }
  }

  /** {@code vestibule user set-role}. */
  @RegisterForReflection
  @Command(
      name = "set-role",
      description = {
        "Set the role of an account.",
        "It takes hold with the next token: at the next login or refresh."
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
      description = "Suspend an account: its sessions end, and it can begin none.",
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
}
