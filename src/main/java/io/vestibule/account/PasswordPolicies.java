package io.vestibule.account;

import io.vestibule.crypto.PasswordPolicy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Loads the list of well-known passwords once. */
@ApplicationScoped
public class PasswordPolicies {
  @Produces
  @Singleton
  PasswordPolicy policy() {
    return PasswordPolicy.withDictionary();
  }
}
