package io.vestibule.devstores.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class KeyFileTest {

  @TempDir Path folder;

  @Test
  void containsASigningKeyOnP256() throws Exception {
    String pem = keys().getProperty("vestibule.keys.signing");
    String body = pem.replaceAll("-----(BEGIN|END) PRIVATE KEY-----", "");
    byte[] pkcs8 = Base64.getMimeDecoder().decode(body);
    ECPrivateKey key =
        (ECPrivateKey) KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    assertEquals(256, key.getParams().getOrder().bitLength());
  }

  @Test
  void containsTwoSecretsOf32Bytes() throws Exception {
    Properties keys = keys();
    byte[] sealing = Base64.getDecoder().decode(keys.getProperty("vestibule.keys.sealing"));
    byte[] ticket = Base64.getDecoder().decode(keys.getProperty("vestibule.keys.ticket"));
    assertEquals(32, sealing.length);
    assertEquals(32, ticket.length);
    assertNotEquals(keys.get("vestibule.keys.sealing"), keys.get("vestibule.keys.ticket"));
  }

  @Test
  void keysSurviveARestart() throws Exception {
    assertEquals(keys(), keys());
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void isReadableByItsOwnerOnly() throws Exception {
    Path file = Path.of(URI.create(started().getConnectionInfo()));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
  }

  private KeyFile started() {
    KeyFile file = new KeyFile(new DataFolder(folder, true));
    file.start();
    return file;
  }

  private Properties keys() throws Exception {
    Properties keys = new Properties();
    Path file = Path.of(URI.create(started().getConnectionInfo()));
    try (Reader reader = Files.newBufferedReader(file)) {
      keys.load(reader);
    }
    return keys;
  }
}
