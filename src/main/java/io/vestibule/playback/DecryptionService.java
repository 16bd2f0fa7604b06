package io.vestibule.playback;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.smallrye.mutiny.Uni;
import io.vestibule.account.AccountService;
import io.vestibule.account.Status;
import io.vestibule.audio.AudioConfig;
import io.vestibule.audio.AudioFile;
import io.vestibule.audio.AudioService;
import io.vestibule.audio.ObjectHeader;
import io.vestibule.audio.ObjectStorage;
import io.vestibule.audio.StoredFile;
import io.vestibule.audio.StoredObject;
import io.vestibule.audiokey.AudioKeyService;
import io.vestibule.audiokey.OpenedAudioKeys;
import io.vestibule.audit.AuditTrail;
import io.vestibule.audit.Outcome;
import io.vestibule.audit.SecurityEvent;
import io.vestibule.audit.SecurityEventType;
import io.vestibule.crypto.ChunkRange;
import io.vestibule.crypto.Cobblestone256;
import io.vestibule.crypto.Decryptor;
import io.vestibule.crypto.FileKey;
import io.vestibule.crypto.InvalidCiphertextException;
import io.vestibule.crypto.SecretBytes;
import io.vestibule.throttle.LoginThrottle;
import io.vestibule.web.ApiException;
import io.vestibule.web.Caller;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Decrypts recordings in two steps. {@link #issue} derives the recording's reading key from the
 * password and puts it into an encrypted ticket. {@link #open} and {@link #read} stream the
 * plaintext to the holder of the ticket. No plaintext is stored.
 */
@ApplicationScoped
class DecryptionService {
  private final AccountService accounts;
  private final AudioKeyService audioKeys;
  private final LoginThrottle throttle;
  private final AuditTrail trail;
  private final AudioService audio;
  private final ObjectStorage objects;
  private final TicketCodec tickets;
  private final AudioConfig config;
  private final InstantSource clock;

  DecryptionService(
      AccountService accounts,
      AudioKeyService audioKeys,
      LoginThrottle throttle,
      AuditTrail trail,
      AudioService audio,
      ObjectStorage objects,
      TicketCodec tickets,
      AudioConfig config,
      InstantSource clock) {
    this.accounts = accounts;
    this.audioKeys = audioKeys;
    this.throttle = throttle;
    this.trail = trail;
    this.audio = audio;
    this.objects = objects;
    this.tickets = tickets;
    this.config = config;
    this.clock = clock;
  }

  /**
   * The context that a recording is bound to: its owner and its object key (docs/audio-format.md).
   */
  static byte[] context(AudioFile file) {
    return ("vestibule/audio/v1/" + file.userId() + "/" + file.s3Key()).getBytes(UTF_8);
  }

  /**
   * A link to the decrypted recording. The object's header is read and verified with the user's key
   * first, so that every issued link works.
   *
   * @throws ApiException {@link ErrorCode#INVALID_PASSWORD} and the errors of the throttle, {@link
   *     ErrorCode#AUDIO_FILE_NOT_FOUND}, {@link ErrorCode#OBJECT_MISSING}, {@link
   *     ErrorCode#NOT_DECRYPTABLE}, {@link ErrorCode#AUDIO_KEY_LOCKED}
   */
  Uni<DecryptAnswer> issue(Caller caller, DecryptRequest request) {
    String userId = caller.userId();
    return audioKeys(caller, request)
        .chain(
            keys ->
                request
                    .fileId()
                    .map(fileId -> audio.find(userId, fileId))
                    .orElseGet(() -> audio.findByKey(userId, request.s3Key().orElseThrow()))
                    .chain(stored -> issue(stored, keys))
                    .eventually(keys::close));
  }

  private Uni<OpenedAudioKeys> audioKeys(Caller caller, DecryptRequest request) {
    String userId = caller.userId();
    return accounts
        .find(userId)
        .chain(
            owner ->
                throttle.guard(
                    owner.account().loginName(),
                    Optional::isPresent,
                    permission -> audioKeys.open(userId, request.password(), permission)))
        .onFailure(LoginThrottle::isRefusal)
        .invoke(() -> record(caller, Outcome.THROTTLED))
        .map(
            key ->
                key.orElseThrow(
                    () -> {
                      record(caller, Outcome.REFUSED);
                      return ApiException.of(ErrorCode.INVALID_PASSWORD);
                    }));
  }

  private void record(Caller caller, Outcome outcome) {
    trail.record(SecurityEvent.of(SecurityEventType.DECRYPTION, outcome, caller));
  }

  private Uni<DecryptAnswer> issue(StoredFile stored, OpenedAudioKeys keys) {
    if (keys.isLocked(stored.file().keyId())) {
      throw ApiException.of(ErrorCode.AUDIO_KEY_LOCKED);
    }
    return objects
        .header(stored.file().s3Key())
        .chain(
            stat -> {
              ObjectHeader header =
                  stat.orElseThrow(() -> ApiException.of(ErrorCode.OBJECT_MISSING));
              ReadingKey found = readingKey(stored, header, keys);
              return audio
                  .confirmObject(stored, header.object(), Optional.of(found.keyId()))
                  .map(file -> answer(file, header.object(), found.key()))
                  .eventually(found.key()::close);
            });
  }

  /**
   * @param keyId the audio key from which it was derived
   */
  private record ReadingKey(String keyId, SecretBytes key) {}

  /**
   * Derived from the audio key that the record names or, if that is wrong, from another one: the
   * header commits to its key. A client that had the former key during a reset may register a
   * recording without naming it.
   */
  private static ReadingKey readingKey(
      StoredFile stored, ObjectHeader header, OpenedAudioKeys keys) {
    for (String keyId : keys.candidates(stored.file().keyId())) {
      Optional<SecretBytes> readingKey = readingKey(stored, header, keys.get(keyId));
      if (readingKey.isPresent()) {
        return new ReadingKey(keyId, readingKey.get());
      }
    }
    if (!stored.ownsObject()) {
      // A user must not learn which objects exist outside the user's prefix.
      throw ApiException.of(ErrorCode.OBJECT_MISSING);
    }
    throw ApiException.of(
        keys.hasLocked() ? ErrorCode.AUDIO_KEY_LOCKED : ErrorCode.NOT_DECRYPTABLE);
  }

  /** Empty if the object is not a recording of that owner under that key. */
  private static Optional<SecretBytes> readingKey(
      StoredFile stored, ObjectHeader header, SecretBytes audioKey) {
    try {
      Cobblestone256.plaintextLength(header.object().size());
      return Optional.of(FileKey.readingKey(audioKey, header.bytes(), context(stored.file())));
    } catch (InvalidCiphertextException other) {
      return Optional.empty();
    }
  }

  private DecryptAnswer answer(AudioFile file, StoredObject object, SecretBytes readingKey) {
    Instant expiresAt = clock.instant().plus(config.ticketLifetime());
    String ticket =
        tickets.encode(new Ticket(file.userId(), file.fileId(), object, readingKey, expiresAt));
    String link =
        config.publicUrl() + "/api/audio-file/" + file.fileId() + "/content?ticket=" + ticket;
    return DecryptAnswer.of(file, link, expiresAt);
  }

  /**
   * The recording of a ticket, if account and record still allow access.
   *
   * @param caller the authenticated caller, if the request has one; must be the user of the ticket
   * @throws ApiException {@link ErrorCode#TICKET_INVALID}, {@link ErrorCode#TICKET_FOREIGN}, {@link
   *     ErrorCode#ACCOUNT_SUSPENDED}, {@link ErrorCode#USER_NOT_FOUND}, {@link
   *     ErrorCode#AUDIO_FILE_NOT_FOUND}
   */
  Uni<PlayableRecording> open(String fileId, String ticketText, Optional<Caller> caller) {
    Ticket ticket =
        tickets.decode(ticketText).orElseThrow(() -> ApiException.of(ErrorCode.TICKET_INVALID));
    boolean foreign =
        !ticket.fileId().equals(fileId)
            || caller.filter(other -> !other.userId().equals(ticket.userId())).isPresent();
    if (foreign) {
      throw ApiException.of(ErrorCode.TICKET_FOREIGN);
    }
    return accounts
        .find(ticket.userId())
        .invoke(
            owner -> {
              if (owner.account().status() == Status.SUSPENDED) {
                throw ApiException.of(ErrorCode.ACCOUNT_SUSPENDED);
              }
            })
        .chain(() -> audio.find(ticket.userId(), fileId))
        .map(stored -> new PlayableRecording(stored.file(), ticket));
  }

  /**
   * The plaintext of the range, as a stream whose first chunk has been authenticated.
   *
   * @throws ApiException {@link ErrorCode#OBJECT_MISSING}, {@link ErrorCode#OBJECT_CHANGED}, {@link
   *     ErrorCode#NOT_DECRYPTABLE}, {@link ErrorCode#UNAVAILABLE}
   */
  Uni<PlaintextStream> read(PlayableRecording recording, ContentRange range) {
    Ticket ticket = recording.ticket();
    long size = ticket.object().size();
    ChunkRange chunks =
        range.length() == 0
            ? ChunkRange.whole(size)
            : ChunkRange.of(size, range.from(), range.to());
    Decryptor decryptor = Decryptor.of(FileKey.reading(ticket.readingKey()), chunks);
    ticket.readingKey().close();
    return PlaintextStream.open(
        offset ->
            objects.read(
                recording.file().s3Key(),
                recording.etag(),
                chunks.ciphertextFrom() + offset,
                chunks.ciphertextTo()),
        decryptor);
  }
}
