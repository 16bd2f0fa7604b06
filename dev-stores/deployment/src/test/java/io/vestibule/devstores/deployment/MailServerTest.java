package io.vestibule.devstores.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.icegreen.greenmail.util.GreenMail;
import java.io.InputStream;
import java.net.URI;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;

class MailServerTest {

  @Test
  void runsTheVersionAgainstWhichItsCodeIsCompiled() throws Exception {
    String jar = GreenMail.class.getProtectionDomain().getCodeSource().getLocation().toString();
    try (InputStream manifest =
        URI.create("jar:" + jar + "!/META-INF/MANIFEST.MF").toURL().openStream()) {
      assertEquals(
          MailServer.VERSION,
          new Manifest(manifest).getMainAttributes().getValue("Bundle-Version"));
    }
  }
}
