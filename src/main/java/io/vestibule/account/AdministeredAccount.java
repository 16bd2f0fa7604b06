package io.vestibule.account;

import java.util.Optional;

/**
 * An account as administrators and back ends see it.
 *
 * @param stripeCustomerId the customer number at Stripe
 * @param version number of changes that administrators and back ends made to its server fields
 */
public record AdministeredAccount(
    Account account, Optional<String> stripeCustomerId, long version) {}
