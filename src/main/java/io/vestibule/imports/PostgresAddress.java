package io.vestibule.imports;

import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;

/**
 * The connection URI of a database, in the form of libpq, with {@code sslmode} and {@code
 * sslrootcert}. Without {@code sslmode} the connection is encrypted if the server supports it, as
 * with libpq.
 *
 * @param options options of the client
 */
record PostgresAddress(PgConnectOptions options) {
  private static final String ROOT_CERTIFICATE = "sslrootcert";

  /**
   * @throws ImportFailure if the URI is malformed; the message does not quote it
   */
  static PostgresAddress of(String uri) {
    Map<String, String> parameters = parameters(uri);
    PgConnectOptions options;
    try {
      options = PgConnectOptions.fromUri(without(uri, ROOT_CERTIFICATE));
    } catch (RuntimeException malformed) {
      // The cause is dropped: it quotes the password.
      throw new ImportFailure("the database URL is not postgresql://user@host:port/name");
    }
    if (!parameters.containsKey("sslmode")) {
      options.setSslMode(SslMode.PREFER).setTrustAll(true);
    }
    SslMode mode = options.getSslMode();
    if (mode == SslMode.VERIFY_CA || mode == SslMode.VERIFY_FULL) {
      options
          .setTrustAll(false)
          .setTrustOptions(trusted(Optional.ofNullable(parameters.get(ROOT_CERTIFICATE))))
          .setHostnameVerificationAlgorithm(mode == SslMode.VERIFY_FULL ? "HTTPS" : "");
    }
    return new PostgresAddress(options);
  }

  /** Host, port and database. */
  String withoutSecrets() {
    return options.getHost() + ":" + options.getPort() + "/" + options.getDatabase();
  }

  @Override
  public String toString() {
    return "PostgresAddress[redacted]";
  }

  /** The given certificates, or those that Java trusts. */
  private static TrustOptions trusted(Optional<String> file) {
    if (file.filter(path -> !path.equals("system")).isPresent()) {
      return new PemTrustOptions().addCertPath(file.get());
    }
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init((KeyStore) null);
      return TrustOptions.wrap(factory.getTrustManagers()[0]);
    } catch (GeneralSecurityException none) {
      throw new ImportFailure(
          "the certificates of the Java runtime cannot be read; set sslrootcert=FILE");
    }
  }

  private static Map<String, String> parameters(String uri) {
    return query(uri)
        .map(parameter -> parameter.split("=", 2))
        .filter(pair -> pair.length == 2)
        .collect(
            Collectors.toMap(
                pair -> pair[0].toLowerCase(Locale.ROOT), pair -> pair[1], (first, last) -> last));
  }

  /** The client does not know the parameter and would send it to the server. */
  private static String without(String uri, String parameter) {
    int mark = uri.indexOf('?');
    if (mark < 0) {
      return uri;
    }
    List<String> kept =
        query(uri)
            .filter(given -> !given.toLowerCase(Locale.ROOT).startsWith(parameter + "="))
            .toList();
    return uri.substring(0, mark) + (kept.isEmpty() ? "" : "?" + String.join("&", kept));
  }

  private static Stream<String> query(String uri) {
    int mark = uri.indexOf('?');
    return mark < 0 ? Stream.empty() : Stream.of(uri.substring(mark + 1).split("&"));
  }
}
