package io.vestibule.playback;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.RestAssured;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.RunningService;
import io.vestibule.testing.Stores;
import io.vestibule.testing.VaultClient;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/**
 * Decryption uses the AES instructions of the processor. A native binary that is compiled for a
 * processor without them needs a hundred times the CPU time and works all the same.
 */
@QuarkusIntegrationTest
class DecryptionSpeedIT {
  private static final int SIZE = 24 * 1024 * 1024;
  private static final int ROUNDS = 10;

  /**
   * The service's CPU time over that of plain AES-GCM in this JVM: up to 50 with the instructions,
   * because a JVM still compiles, and more than 120 without. Both are measured in the same minutes,
   * so the machine's speed cancels out.
   */
  private static final int HIGHEST_RATIO = 90;

  DevServicesContext context;

  @Test
  void aStreamCostsNoMoreThanSomeTimesItsDecryption() throws Exception {
    Map<String, String> environment = new HashMap<>(Stores.environment(context));
    environment.put("VESTIBULE_TABLES_CREATE_MISSING", "true");
    environment.put("VESTIBULE_REQUEST_LIMIT_ENABLED", "false");
    String base = RestAssured.baseURI;
    int port = RestAssured.port;
    try (RunningService service = RunningService.start(environment)) {
      service.awaitStatus("/q/health/ready", 200);
      RestAssured.baseURI = "http://127.0.0.1";
      RestAssured.port = service.address().getPort();
      Person ada = Api.register();
      String link = VaultClient.link(ada, VaultClient.store(ada, VaultClient.bytes(SIZE)).fileId());
      // The JVM compiles the loop in the first rounds.
      stream(link);
      decrypt();

      long before = cpuNanos(service);
      stream(link);
      long ofService = cpuNanos(service) - before;
      long ofDecryption = decrypt();

      double ratio = (double) ofService / ofDecryption;
      System.out.printf("a stream costs %.1f times its decryption%n", ratio);
      assertTrue(ratio < HIGHEST_RATIO, () -> "ratio " + ratio);
    } finally {
      RestAssured.baseURI = base;
      RestAssured.port = port;
    }
  }

  private static void stream(String link) {
    for (int round = 0; round < ROUNDS; round++) {
      assertEquals(SIZE, given().urlEncodingEnabled(false).get(link).asByteArray().length);
    }
  }

  private static long cpuNanos(RunningService service) {
    return service.process().info().totalCpuDuration().orElseThrow().toNanos();
  }

  /** CPU time in nanoseconds of decrypting the same bytes with AES-256-GCM in this thread. */
  private static long decrypt() throws Exception {
    SecretKeySpec key = new SecretKeySpec(new byte[32], "AES");
    GCMParameterSpec nonce = new GCMParameterSpec(128, new byte[12]);
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(Cipher.ENCRYPT_MODE, key, nonce);
    byte[] chunk = cipher.doFinal(new byte[16 * 1024]);
    long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    for (long done = 0; done < (long) ROUNDS * SIZE; done += 16 * 1024) {
      cipher.init(Cipher.DECRYPT_MODE, key, nonce);
      cipher.doFinal(chunk);
    }
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
  }
}
