package io.vestibule.buildsteps;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.webauthn4j.WebAuthnManager;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import org.jboss.jandex.Indexer;
import org.junit.jupiter.api.Test;

class WebAuthnProcessorTest {

  @Test
  void dataClassesAndSerializersAreRegistered() throws Exception {
    List<String> registered = WebAuthnProcessor.classes(library());

    assertTrue(
        registered.containsAll(
            List.of(
                "com.webauthn4j.data.client.CollectedClientData",
                "com.webauthn4j.data.attestation.AttestationObject",
                "com.webauthn4j.data.attestation.authenticator.EC2COSEKey",
                "com.webauthn4j.data.attestation.authenticator.RSACOSEKey",
                "com.webauthn4j.data.attestation.authenticator.EdDSACOSEKey",
                "com.webauthn4j.data.attestation.statement.NoneAttestationStatement",
                "com.webauthn4j.converter.jackson.deserializer.cbor.COSEKeyEnvelope")),
        registered::toString);
    assertFalse(registered.contains(WebAuthnManager.class.getName()));
  }

  private static org.jboss.jandex.Index library() throws IOException, URISyntaxException {
    Path jar =
        Path.of(WebAuthnManager.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Indexer indexer = new Indexer();
    try (JarFile classes = new JarFile(jar.toFile())) {
      for (var entry :
          classes.stream().filter(file -> file.getName().endsWith(".class")).toList()) {
        try (InputStream content = classes.getInputStream(entry)) {
          indexer.index(content);
        }
      }
    }
    return indexer.complete();
  }
}
