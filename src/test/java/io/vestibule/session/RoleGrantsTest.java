package io.vestibule.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.vestibule.web.Authentication;
import io.vestibule.web.ProblemMapper;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoleGrantsTest {
  private static SecurityIdentity identity(
      String role, String amr, Optional<Set<String>> required) {
    MfaConfig config =
        new MfaConfig() {
          @Override
          public Optional<Set<String>> requiredRoles() {
            return required;
          }

          @Override
          public String issuerName() {
            return "Vestibule";
          }
        };
    return new RoleGrants(config)
        .grant(
            QuarkusSecurityIdentity.builder().setPrincipal(new QuarkusPrincipal("user")),
            role,
            new Authentication(Instant.EPOCH, List.of(amr.split(" "))))
        .build();
  }

  @ParameterizedTest
  @CsvSource({
    "admin,pwd,false",
    "admin,email,false",
    "admin,fed,false",
    "admin,otp,false",
    "admin,pwd email,false",
    "admin,pwd otp mfa,true",
    "admin,hwk user,true",
    "customer,pwd,true"
  })
  void aRoleThatRequiresASecondFactor(String role, String amr, boolean granted) {
    SecurityIdentity identity = identity(role, amr, Optional.of(Set.of("admin")));

    assertEquals(granted, identity.hasRole(role));
    assertEquals(!granted, Boolean.TRUE.equals(identity.getAttribute(ProblemMapper.WITHHELD_ROLE)));
  }

  @Test
  void withoutRequiredRolesEveryRoleIsGranted() {
    assertEquals(Set.of("admin"), identity("admin", "pwd", Optional.empty()).getRoles());
  }

  @ParameterizedTest
  @CsvSource({
    "pwd,otp,true",
    "pwd,recovery,true",
    "email,otp,true",
    "fed,hwk,true",
    "pwd,email,false",
    "otp,recovery,false",
    "pwd,pwd,false"
  })
  void twoKindsOfFactorsAreMultiple(String first, String second, boolean multiple) {
    Authentication both =
        Authentication.at(Instant.EPOCH, first).and(Instant.EPOCH, List.of(second));

    assertEquals(multiple, both.methods().contains(Authentication.MULTIPLE_FACTORS));
  }
}
