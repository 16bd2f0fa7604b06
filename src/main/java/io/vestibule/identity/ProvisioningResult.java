package io.vestibule.identity;

import java.util.Set;

/**
 * The result of provisioning an {@link ExternalUser}.
 *
 * @param account the account
 * @param outcome whether the account is new
 * @param emailFree false if the address belongs to another account; it is then stored as data only
 * @param completed names of the claims that completed an account which existed already
 */
public record ProvisioningResult(
    ProvisionedAccount account, Outcome outcome, boolean emailFree, Set<String> completed) {
  ProvisioningResult(ProvisionedAccount account, Outcome outcome, boolean emailFree) {
    this(account, outcome, emailFree, Set.of());
  }

  /** Whether the account has taken its address from these claims. */
  boolean hasCompletedEmail() {
    return completed.contains(ClaimsCompletion.EMAIL)
        || completed.contains(ClaimsCompletion.EMAIL_VERIFIED);
  }

  /** How the account came into being. */
  public enum Outcome {
    /** Created by this call. */
    CREATED,
    /** A record of an earlier system (seed 002) under this id, completed to an account. */
    ADOPTED,
    /** Existed already. */
    FOUND
  }

  /**
   * The result that provisioning would have.
   *
   * @param outcome whether the account would be new
   * @param emailFree false if the address belongs to another account
   */
  public record ProvisioningPreview(Outcome outcome, boolean emailFree) {}
}
