package io.vestibule.contract;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestibule.crypto.Cobblestone256;
import io.vestibule.crypto.SecretBytes;
import java.util.Locale;
import java.util.Map;

/**
 * A recording that was encrypted, uploaded and registered.
 *
 * @param token the session
 * @param size of the file, in bytes
 * @param key the audio key; the owner of this object closes it
 */
record StoredRecording(
    ServiceClient service,
    String token,
    String userId,
    String fileId,
    String s3Key,
    long size,
    SecretBytes key)
    implements AutoCloseable {
  private static final String TYPE = "audio/mp4";

  /**
   * Stores a recording.
   *
   * @throws NotProvenException if a step is refused
   */
  static StoredRecording store(
      ServiceClient service, Vault vault, ThrowAwayAccount account, byte[] content) {
    Answer login = account.logIn(service);
    JsonNode session = login.json();
    String token = login.text("token");
    String userId = login.text("user_id");
    SecretBytes key =
        vault
            .audioKey(session, account.password())
            .orElseThrow(
                () -> new NotProvenException("the password does not unwrap the audio key"));
    Answer place =
        expect(
            201,
            "the upload URL",
            service.send(
                Call.post(
                        "/api/audio-file/upload-url",
                        Call.object()
                            .put("file_name", "prove.m4a")
                            .put("content_type", TYPE)
                            .put("file_size", Cobblestone256.ciphertextLength(content.length)))
                    .bearer(token)));
    String s3Key = place.text("s3_key");
    byte[] file = vault.encrypt(key, userId, s3Key, content);
    expect(200, "the upload", service.send(upload(place, file)));
    Answer registered =
        expect(
            201,
            "the registration",
            service.send(
                Call.post("/api/audio-file", Call.object().put("s3_key", s3Key)).bearer(token)));
    String fileId = registered.json().path("audio_file").path("file_id").asText();
    return new StoredRecording(service, token, userId, fileId, s3Key, file.length, key);
  }

  private static Call upload(Answer place, byte[] file) {
    Call upload = Call.put(place.text("upload_url"), file);
    for (Map.Entry<String, JsonNode> header : place.json().path("headers").properties()) {
      // The client sets it itself.
      if (!header.getKey().toLowerCase(Locale.ROOT).equals("content-length")) {
        upload = upload.with(header.getKey(), header.getValue().asText());
      }
    }
    return upload;
  }

  /** A presigned URL of the ciphertext. */
  Call download() {
    Answer answer =
        expect(
            200,
            "the download URL",
            service.send(Call.get("/api/audio-file/" + fileId + "/download-url").bearer(token)));
    return Call.get(answer.text("download_url"));
  }

  /** The answer, if it has that status. */
  static Answer expect(int status, String what, Answer answer) {
    if (answer.status() != status) {
      throw new NotProvenException(what + " is answered with " + answer.outcome());
    }
    return answer;
  }

  @Override
  public void close() {
    key.close();
  }

  @Override
  public String toString() {
    return "StoredRecording[redacted]";
  }
}
