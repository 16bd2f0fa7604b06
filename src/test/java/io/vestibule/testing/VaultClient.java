package io.vestibule.testing;

import static io.restassured.RestAssured.given;
import static io.vestibule.testing.Api.credentials;
import static io.vestibule.testing.Api.post;

import io.restassured.response.Response;
import io.vestibule.contract.Vault;
import io.vestibule.crypto.Argon2Cost;
import io.vestibule.crypto.AudioKeyWrap;
import io.vestibule.crypto.SecretBytes;
import io.vestibule.testing.Api.Person;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;

/** A Java client for recordings: unwrap the audio key, encrypt, upload, register. */
public final class VaultClient {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Vault VAULT = new Vault(RANDOM);
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private VaultClient() {}

  /** A registered recording. */
  public record Stored(String fileId, String s3Key) {}

  /** Deterministic pseudo-random bytes. */
  public static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  /** The audio key as a client gets it: from the login response. */
  public static SecretBytes audioKey(Person person) {
    return audioKey(
        post("/api/login", credentials(person.email(), person.password())), person.password());
  }

  public static SecretBytes audioKey(Response login, String password) {
    return audioKey(
        login, password, login.path("audio_key.wrapped"), login.path("audio_key.key_id"));
  }

  /** An older key, as a client gets it: from the wraps of the login response. */
  public static SecretBytes audioKey(Person person, String keyId) {
    Response login = post("/api/login", credentials(person.email(), person.password()));
    Map<String, Object> wrap =
        login.jsonPath().getMap("audio_key.wraps.find { it.id == '" + keyId + ":password' }");
    return audioKey(login, person.password(), (String) wrap.get("wrapped"), keyId);
  }

  private static SecretBytes audioKey(
      Response login, String password, String wrapped, String keyId) {
    Argon2Cost cost =
        new Argon2Cost(
            login.path("audio_key.kdf.m"),
            login.path("audio_key.kdf.t"),
            login.path("audio_key.kdf.p"));
    byte[] salt = HexFormat.of().parseHex(login.path("key_salt"));
    return VAULT.unwrap(cost, salt, password, wrapped, login.path("user_id"), keyId).orElseThrow();
  }

  public static SecretBytes unwrap(String wrapped, SecretBytes kek, String userId, String keyId) {
    return new AudioKeyWrap(RANDOM)
        .unwrap(Base64.getUrlDecoder().decode(wrapped), kek, userId, keyId)
        .orElseThrow();
  }

  public static byte[] encrypt(SecretBytes audioKey, String userId, String s3Key, byte[] plain) {
    return VAULT.encrypt(audioKey, userId, s3Key, plain);
  }

  /** Encrypts, uploads and registers. */
  public static Stored store(Person person, byte[] plain) {
    return store(person, plain, Map.of());
  }

  /** As above, with additional members in the registration. */
  public static Stored store(Person person, byte[] plain, Map<String, ?> members) {
    try (SecretBytes audioKey = audioKey(person)) {
      return store(person, audioKey, plain, members);
    }
  }

  /** As above, encrypted under the given audio key. */
  public static Stored store(
      Person person, SecretBytes audioKey, byte[] plain, Map<String, ?> members) {
    int size = encrypt(audioKey, person.userId(), "", plain).length;
    Response place = uploadUrl(person, size);
    String s3Key = place.path("s3_key");
    int status = put(place, encrypt(audioKey, person.userId(), s3Key, plain)).statusCode();
    if (status != 200) {
      throw new IllegalStateException("S3 answered " + status);
    }
    return register(person, s3Key, members);
  }

  public static Response uploadUrl(Person person, long size) {
    Response answer =
        person
            .request()
            .body(Map.of("file_name", "a.m4a", "content_type", "audio/mp4", "file_size", size))
            .post("/api/audio-file/upload-url");
    answer.then().statusCode(201);
    return answer;
  }

  public static Stored register(Person person, String s3Key, Map<String, ?> members) {
    Map<String, Object> body = new java.util.HashMap<>(members);
    body.put("s3_key", s3Key);
    Response answer = person.request().body(body).post("/api/audio-file");
    answer.then().statusCode(201);
    return new Stored(answer.path("audio_file.file_id"), s3Key);
  }

  /** Uploads with the URL and headers of the response. */
  public static HttpResponse<String> put(Response place, byte[] content) {
    return put(place.path("upload_url"), place.path("headers"), content);
  }

  public static HttpResponse<String> put(String url, Map<String, String> headers, byte[] content) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url)).PUT(BodyPublishers.ofByteArray(content));
    headers.forEach(
        (name, value) -> {
          if (!name.equals("content-length")) {
            request.header(name, value);
          }
        });
    return send(request.build(), BodyHandlers.ofString());
  }

  /** Path and query of a link to the decrypted recording. */
  public static String link(Person person, String fileId) {
    Response answer = decrypt(person, fileId);
    answer.then().statusCode(200);
    return pathOf(answer.path("download_url"));
  }

  /** The plaintext of a recording, decrypted by the service. */
  public static byte[] play(Person person, String fileId) {
    Response content = given().urlEncodingEnabled(false).get(link(person, fileId));
    content.then().statusCode(200);
    return content.asByteArray();
  }

  public static Response decrypt(Person person, String fileId) {
    return person
        .request()
        .body(Map.of("password", person.password(), "file_id", fileId))
        .post("/api/decrypt-audio");
  }

  public static String pathOf(String url) {
    URI uri = URI.create(url);
    return uri.getRawPath() + "?" + uri.getRawQuery();
  }

  public static <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    try {
      return HTTP.send(request, handler);
    } catch (IOException failed) {
      throw new java.io.UncheckedIOException(failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }
}
