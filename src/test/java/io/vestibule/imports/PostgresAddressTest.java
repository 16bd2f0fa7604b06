package io.vestibule.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.net.PemTrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import io.vestibule.testing.Api;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresAddressTest {
  @Test
  void nameHasNeitherUserNorPassword() {
    String password = Api.freshPassword();
    PostgresAddress address =
        PostgresAddress.of("postgresql://reader:" + password + "@db:5433/app?sslmode=require");

    assertEquals("db:5433/app", address.withoutSecrets());
    assertFalse(address.toString().contains(password));
    assertEquals(password, address.options().getPassword());
    assertEquals(SslMode.REQUIRE, address.options().getSslMode());
  }

  @Test
  void withoutSslModeEncryptionIsPreferred() {
    assertEquals(
        SslMode.PREFER, PostgresAddress.of("postgresql://u@db/app").options().getSslMode());
    assertEquals(
        SslMode.DISABLE,
        PostgresAddress.of("postgresql://u@db/app?sslmode=disable").options().getSslMode());
  }

  @Test
  void verifyFullChecksHostAndCertificate() {
    PgConnectOptions options =
        PostgresAddress.of("postgresql://u@db/app?sslmode=verify-full").options();

    assertEquals("HTTPS", options.getHostnameVerificationAlgorithm());
    assertNotNull(options.getTrustOptions());
    assertFalse(options.isTrustAll());
  }

  @Test
  void rootCertificateIsNotSentToTheServer() {
    PgConnectOptions options =
        PostgresAddress.of(
                "postgresql://u@db/app?sslrootcert=/etc/db/ca.pem&sslmode=verify-ca"
                    + "&application_name=import")
            .options();

    assertInstanceOf(PemTrustOptions.class, options.getTrustOptions());
    assertFalse(options.getProperties().containsKey("sslrootcert"));
    assertEquals("import", options.getProperties().get("application_name"));
    assertEquals("", options.getHostnameVerificationAlgorithm());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "db:5432", "mysql://u:p@db/app", "postgresql://u:p@db:port/app"})
  void malformedUrlIsNotQuoted(String address) {
    ImportFailure refused = assertThrows(ImportFailure.class, () -> PostgresAddress.of(address));
    assertEquals("the database URL is not postgresql://user@host:port/name", refused.getMessage());
  }
}
