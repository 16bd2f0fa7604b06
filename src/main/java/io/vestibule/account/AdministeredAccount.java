package io.vestibule.account;

import java.util.Optional;

/**
 * An account as administrators and back ends see it.
 *
 * @param stripeCustomerId the customer number at Stripe
 * @param hasPassword whether the owner can log in with a password
 * @param version number of changes that administrators and back ends made to its server fields
 */
public record AdministeredAccount(
    Account account, Optional<String> stripeCustomerId, boolean hasPassword, long version) {}
