package io.vestibule.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * A self-signed certificate and its key as PEM files, made by the JDK's keytool.
 *
 * @param certificate X.509
 * @param key PKCS 8, readable by its owner only
 */
public record ServerCertificate(Path certificate, Path key) {
  private static final String PASSWORD = "changeit";

  public static ServerCertificate of(String host, Path folder)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path store = folder.resolve("server.p12");
    int exit =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + host,
                "-ext",
                "san=dns:" + host,
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start()
            .waitFor();
    if (exit != 0) {
      throw new IOException("keytool ended with " + exit);
    }
    KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    Path certificate =
        pem(folder, "CERTIFICATE", "server.crt", keys.getCertificate("server").getEncoded());
    Path key =
        pem(
            folder,
            "PRIVATE KEY",
            "server.key",
            keys.getKey("server", PASSWORD.toCharArray()).getEncoded());
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    return new ServerCertificate(certificate, key);
  }

  /** Settings that make the service listen with TLS, too. */
  public static Map<String, String> settings() {
    try {
      Path folder = Files.createTempDirectory("vestibule-tls");
      ServerCertificate made = of("localhost", folder);
      return Map.of(
          "quarkus.http.ssl.certificate.files", made.certificate().toString(),
          "quarkus.http.ssl.certificate.key-files", made.key().toString(),
          "quarkus.http.test-ssl-port", "0");
    } catch (IOException | GeneralSecurityException failure) {
      throw new IllegalStateException(failure);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }

  /** For clients of the service under test, which trust every certificate. */
  public static SSLContext trusting() throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Trusting()}, null);
    return context;
  }

  private static final class Trusting implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  private static Path pem(Path folder, String what, String name, byte[] content)
      throws IOException {
    return Files.writeString(
        folder.resolve(name),
        "-----BEGIN %s-----\n%s\n-----END %s-----\n"
            .formatted(
                what,
                Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                    .encodeToString(content),
                what));
  }
}
