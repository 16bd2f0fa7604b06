package io.vestibule.playback;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.vestibule.audio.ObjectStorage;
import io.vestibule.audio.S3Config;
import io.vestibule.crypto.SecretBytes;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.FaultyProxy;
import io.vestibule.testing.FaultyProxy.Fault;
import io.vestibule.testing.Problems;
import io.vestibule.testing.VaultClient;
import io.vestibule.testing.VaultClient.Stored;
import io.vestibule.web.ErrorCode;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Configuration;

/**
 * The stream from S3 to the client while one of them misbehaves. The service's way to S3 leads
 * through a proxy that fails on demand, with two connections in its pool, so that one that is not
 * given back is missed.
 */
@QuarkusTest
@Timeout(240)
class StreamTest {
  private static final int SIZE = 24 * 1024 * 1024 + 77;
  private static final byte[] PLAIN = VaultClient.bytes(SIZE);
  private static final int CHUNK = 16_400;
  private static Person ada;
  private static Stored stored;

  @Inject S3AsyncClient s3;
  @Inject S3Config config;

  private FaultyProxy proxy;
  private S3AsyncClient proxied;

  @BeforeEach
  void lead() throws IOException {
    if (stored == null) {
      ada = Api.register();
      stored = VaultClient.store(ada, PLAIN);
    }
    proxy = new FaultyProxy(s3.serviceClientConfiguration().endpointOverride().orElseThrow());
    proxied =
        S3AsyncClient.builder()
            .endpointOverride(proxy.endpoint())
            .region(s3.serviceClientConfiguration().region())
            .credentialsProvider(s3.serviceClientConfiguration().credentialsProvider())
            .serviceConfiguration(S3Configuration.builder().pathStyleAccessEnabled(true).build())
            .httpClientBuilder(
                NettyNioAsyncHttpClient.builder()
                    .maxConcurrency(2)
                    .connectionAcquisitionTimeout(Duration.ofSeconds(10))
                    .readTimeout(Duration.ofSeconds(3)))
            .overrideConfiguration(
                override ->
                    override
                        .apiCallTimeout(Duration.ofSeconds(8))
                        .apiCallAttemptTimeout(Duration.ofSeconds(2)))
            .build();
    QuarkusMock.installMockForType(new ObjectStorage(proxied, config), ObjectStorage.class);
  }

  @AfterEach
  void end() throws IOException {
    proxied.close();
    proxy.close();
  }

  /** HTTP/2 without TLS is off (docs/decisions/0015): a client that asks for it gets HTTP/1.1. */
  @ParameterizedTest
  @EnumSource(
      value = HttpClient.Version.class,
      names = {"HTTP_1_1", "HTTP_2"})
  void wholeRecordingIsServed(HttpClient.Version version) throws Exception {
    HttpResponse<byte[]> answer =
        client(version)
            .send(request(VaultClient.link(ada, stored.fileId())), BodyHandlers.ofByteArray());

    assertEquals(HttpClient.Version.HTTP_1_1, answer.version());
    assertEquals(200, answer.statusCode());
    assertArrayEquals(PLAIN, answer.body());
  }

  @Test
  void rangeReadsAtMostTwoExtraChunks() {
    String link = VaultClient.link(ada, stored.fileId());
    proxy.mend();
    int from = SIZE / 2;
    int to = from + 99_999;

    Response answer =
        given().urlEncodingEnabled(false).header("Range", "bytes=" + from + "-" + to).get(link);

    answer.then().statusCode(206);
    assertArrayEquals(Arrays.copyOfRange(PLAIN, from, to + 1), answer.asByteArray());
    // The head of S3's answer is counted, too.
    assertTrue(proxy.answered() <= 100_000 + 2 * CHUNK + 2_000, "read " + proxy.answered());
  }

  @Test
  void failureOfTheStoreIs503AndReleasesTheConnection() {
    String link = VaultClient.link(ada, stored.fileId());
    for (Fault fault : new Fault[] {Fault.REFUSE, Fault.STALL, Fault.REFUSE, Fault.STALL}) {
      proxy.fail(fault, 0);
      Response answer = given().urlEncodingEnabled(false).get(link);
      Problems.assertProblem(answer, ErrorCode.UNAVAILABLE);
      assertTrue(answer.header("Retry-After") != null);
      if (fault == Fault.REFUSE) {
        Problems.assertProblem(VaultClient.decrypt(ada, stored.fileId()), ErrorCode.UNAVAILABLE);
        Problems.assertProblem(
            ada.request()
                .delete("/api/audio-file/" + VaultClient.register(ada, key(), Map.of()).fileId()),
            ErrorCode.UNAVAILABLE);
      }
    }
    proxy.mend();
    eachConnectionWorks(link);
  }

  @ParameterizedTest(name = "{0} over {1}")
  @CsvSource({"CUT, HTTP_1_1", "CUT, HTTP_2", "STALL, HTTP_1_1", "STALL, HTTP_2"})
  void failureOfTheStoreAbortsTheResponse(Fault fault, HttpClient.Version version) {
    String link = VaultClient.link(ada, stored.fileId());
    for (int i = 0; i < 3; i++) {
      proxy.fail(fault, 1_000_000);
      assertThrows(
          IOException.class, () -> client(version).send(request(link), BodyHandlers.ofByteArray()));
    }
    proxy.mend();
    eachConnectionWorks(link);
  }

  @ParameterizedTest
  @EnumSource(
      value = HttpClient.Version.class,
      names = {"HTTP_1_1", "HTTP_2"})
  void disconnectStopsReading(HttpClient.Version version) throws Exception {
    String link = VaultClient.link(ada, stored.fileId());
    for (int i = 0; i < 3; i++) {
      proxy.mend();
      HttpResponse<InputStream> answer =
          client(version).send(request(link), BodyHandlers.ofInputStream());
      answer.body().readNBytes(100_000);
      answer.body().close();
      eventually(() -> proxy.connections() == 0);
      assertTrue(proxy.answered() < SIZE, "read to the end");
    }
    eachConnectionWorks(link);
  }

  /** As a player does that is paused, for longer than S3 may be silent. */
  @Test
  void pausedClientAppliesBackPressureAndContinues() throws Exception {
    String link = VaultClient.link(ada, stored.fileId());
    proxy.mend();
    URI uri = request(link).uri();
    try (Socket player = new Socket()) {
      // Else the system's buffers alone, which grow to 32 MiB on some machines, could take the
      // file.
      player.setReceiveBufferSize(64 * 1024);
      player.connect(new InetSocketAddress(uri.getHost(), uri.getPort()));
      String asked = uri.getRawPath() + "?" + uri.getRawQuery();
      player
          .getOutputStream()
          .write(
              ("GET " + asked + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      InputStream in = player.getInputStream();
      int taken = in.readNBytes(1_000_000).length;
      Thread.sleep(5_000);
      assertTrue(proxy.answered() < SIZE, "read ahead " + proxy.answered());
      byte[] rest = in.readAllBytes();
      assertArrayEquals(
          Arrays.copyOfRange(PLAIN, SIZE - 1000, SIZE),
          Arrays.copyOfRange(rest, rest.length - 1000, rest.length));
      assertTrue(taken + rest.length > SIZE, "head and body");
    }
  }

  @ParameterizedTest(name = "{0} bytes, altered at {1}, over {2}")
  @CsvSource({
    "100000, 40000, HTTP_1_1",
    "100000, 40000, HTTP_2",
    "100000, -1, HTTP_1_1",
    "32768, -1, HTTP_1_1",
    "32768, -1, HTTP_2",
  })
  void tamperedCiphertextNeverCompletes(int size, int at, HttpClient.Version version) {
    String link = VaultClient.link(ada, tampered(size, at));

    assertThrows(
        IOException.class, () -> client(version).send(request(link), BodyHandlers.ofByteArray()));
  }

  @Test
  void aTamperedFirstChunkIsAProblem() {
    String link = VaultClient.link(ada, tampered(100_000, 100));

    Problems.assertProblem(given().urlEncodingEnabled(false).get(link), ErrorCode.NOT_DECRYPTABLE);
  }

  /** A recording with one bit of its ciphertext flipped, counted from the end where negative. */
  private static String tampered(int size, int at) {
    try (SecretBytes key = VaultClient.audioKey(ada)) {
      byte[] plain = VaultClient.bytes(size);
      int length = VaultClient.encrypt(key, ada.userId(), "", plain).length;
      Response place = VaultClient.uploadUrl(ada, length);
      byte[] file = VaultClient.encrypt(key, ada.userId(), place.path("s3_key"), plain);
      file[at < 0 ? length + at : at] ^= 1;
      assertEquals(200, VaultClient.put(place, file).statusCode());
      return VaultClient.register(ada, place.path("s3_key"), Map.of()).fileId();
    }
  }

  private static String key() {
    return VaultClient.uploadUrl(ada, 100).path("s3_key");
  }

  /** More requests than the pool has connections, one after the other. */
  private static void eachConnectionWorks(String link) {
    for (int i = 0; i < 5; i++) {
      given()
          .urlEncodingEnabled(false)
          .header("Range", "bytes=0-9")
          .get(link)
          .then()
          .statusCode(206);
    }
  }

  private static void eventually(BooleanSupplier condition) throws InterruptedException {
    for (int i = 0; i < 3_000 && !condition.getAsBoolean(); i++) {
      Thread.sleep(20);
    }
    assertTrue(condition.getAsBoolean());
  }

  private static HttpClient client(HttpClient.Version version) {
    return HttpClient.newBuilder().version(version).build();
  }

  private static HttpRequest request(String link) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + link))
        .build();
  }
}
