package io.vestibule.contract;

import static io.vestibule.contract.StoredRecording.expect;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestibule.crypto.ChunkRange;
import io.vestibule.crypto.Cobblestone256;
import io.vestibule.crypto.InvalidCiphertextException;
import io.vestibule.spi.Finding;
import java.net.URI;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.stream.StreamSupport;

/** A recording from the microphone to the player, encrypted on the way as clients do it. */
public final class VaultRoundTrip implements ContractCheck {
  /** Three chunks and a part of the fourth. */
  private static final int SIZE = 3 * Cobblestone256.CHUNK + 1234;

  /** In the third chunk. */
  private static final int FROM = 2 * Cobblestone256.CHUNK + 100;

  private static final int TO = FROM + 999;

  private final SecureRandom random;
  private final Vault vault;

  public VaultRoundTrip(SecureRandom random) {
    this.random = random;
    this.vault = new Vault(random);
  }

  @Override
  public String subject() {
    return "vault";
  }

  @Override
  public String action() {
    return "a recording of %d bytes: unwrap the key, encrypt, upload, register, list, download, seek, decrypt"
        .formatted(SIZE);
  }

  @Override
  public String expectation() {
    return "the same bytes come back, whole and from the middle, by S3 and by the service";
  }

  @Override
  public Finding examine(ServiceClient service, ThrowAwayAccount account) {
    byte[] content = new byte[SIZE];
    random.nextBytes(content);
    try (StoredRecording recording = StoredRecording.store(service, vault, account, content)) {
      return examine(service, account, recording, content);
    } catch (InvalidCiphertextException altered) {
      return Finding.problem("a downloaded file is not the one that was uploaded");
    }
  }

  private Finding examine(
      ServiceClient service, ThrowAwayAccount account, StoredRecording recording, byte[] content) {
    if (!isListed(service, recording)) {
      return Finding.problem("the registered recording is not in the list");
    }
    Call download = recording.download();
    byte[] file = expect(200, "the download", service.send(download)).content().getBytes();
    byte[] whole = vault.decrypt(recording.key(), recording.userId(), recording.s3Key(), file);
    if (!Arrays.equals(content, whole)) {
      return Finding.problem("the downloaded recording decrypts to other bytes");
    }
    byte[] wanted = Arrays.copyOfRange(content, FROM, TO + 1);
    if (!Arrays.equals(wanted, seek(service, recording, download))) {
      return Finding.problem("a part of the file in S3 decrypts to other bytes");
    }
    if (!Arrays.equals(wanted, stream(service, account, recording))) {
      return Finding.problem("the service streams other bytes");
    }
    return Finding.ok(
        "%d bytes as %d encrypted ones; bytes %d to %d alone, too"
            .formatted(SIZE, file.length, FROM, TO));
  }

  private static boolean isListed(ServiceClient service, StoredRecording recording) {
    JsonNode list =
        expect(
                200,
                "the list",
                service.send(Call.get("/api/user/audio-files").bearer(recording.token())))
            .json();
    return StreamSupport.stream(list.path("audio_files").spliterator(), false)
        .map(file -> file.path("file_id").asText())
        .anyMatch(recording.fileId()::equals);
  }

  private byte[] seek(ServiceClient service, StoredRecording recording, Call download) {
    ChunkRange range = ChunkRange.of(recording.size(), FROM, TO);
    byte[] header = part(service, download, 0, Cobblestone256.HEADER - 1L);
    byte[] sealed = part(service, download, range.ciphertextFrom(), range.ciphertextTo());
    return vault.decrypt(
        recording.key(), recording.userId(), recording.s3Key(), header, range, sealed);
  }

  private static byte[] part(ServiceClient service, Call download, long from, long to) {
    return expect(206, "a part of the download", service.send(ranged(download, from, to)))
        .content()
        .getBytes();
  }

  private static byte[] stream(
      ServiceClient service, ThrowAwayAccount account, StoredRecording recording) {
    Answer decryption =
        expect(
            200,
            "the decryption",
            service.send(
                Call.post(
                        "/api/decrypt-audio",
                        account.confirmation().put("file_id", recording.fileId()))
                    .bearer(recording.token())));
    // The link has the public address, which need not be the address that is examined.
    URI link = URI.create(decryption.text("download_url"));
    Call content = Call.get(link.getRawPath() + "?" + link.getRawQuery());
    return expect(206, "the stream", service.send(ranged(content, FROM, TO))).content().getBytes();
  }

  private static Call ranged(Call call, long from, long to) {
    return call.with("Range", "bytes=" + from + "-" + to);
  }
}
