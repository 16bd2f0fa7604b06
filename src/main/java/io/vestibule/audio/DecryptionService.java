package io.vestibule.audio;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.smallrye.mutiny.Uni;
import io.vestibule.account.AccountService;
import io.vestibule.account.AudioKeyService;
import io.vestibule.account.Status;
import io.vestibule.audit.AuditTrail;
import io.vestibule.audit.Outcome;
import io.vestibule.audit.SecurityAct;
import io.vestibule.audit.SecurityEvent;
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
 * From password to plaintext in two steps: {@link #issue} opens the recording's key and puts it
 * into a ticket, {@link #open} and {@link #read} serve the ticket's holder. Nothing decrypted is
 * kept.
 */
@ApplicationScoped
class DecryptionService {
  private final AccountService accounts;
  private final AudioKeyService audioKeys;
  private final LoginThrottle throttle;
  private final AuditTrail trail;
  private final AudioService audio;
  private final AudioObjects objects;
  private final Tickets tickets;
  private final AudioConfig config;
  private final InstantSource clock;

  DecryptionService(
      AccountService accounts,
      AudioKeyService audioKeys,
      LoginThrottle throttle,
      AuditTrail trail,
      AudioService audio,
      AudioObjects objects,
      Tickets tickets,
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

  /** What a recording is encrypted for: its owner and its place (docs/audio-format.md). */
  static byte[] context(AudioFile file) {
    return ("vestibule/audio/v1/" + file.userId() + "/" + file.s3Key()).getBytes(UTF_8);
  }

  /**
   * A link to the decrypted recording. The object's header is read and must open with the user's
   * key, so a link that was given does work.
   *
   * @throws ApiException {@link ErrorCode#INVALID_PASSWORD} and the like, {@link
   *     ErrorCode#AUDIO_FILE_NOT_FOUND}, {@link ErrorCode#OBJECT_MISSING}, {@link
   *     ErrorCode#NOT_DECRYPTABLE}
   */
  Uni<DecryptAnswer> issue(Caller caller, DecryptRequest wanted) {
    String userId = caller.userId();
    return audioKey(caller, wanted)
        .chain(
            audioKey ->
                wanted
                    .fileId()
                    .map(fileId -> audio.find(userId, fileId))
                    .orElseGet(() -> audio.findByKey(userId, wanted.s3Key().orElseThrow()))
                    .chain(stored -> issue(stored, audioKey))
                    .eventually(audioKey::close));
  }

  private Uni<SecretBytes> audioKey(Caller caller, DecryptRequest wanted) {
    String userId = caller.userId();
    return accounts
        .find(userId)
        .chain(
            owner ->
                throttle.guard(
                    owner.account().loginName(),
                    Optional::isPresent,
                    permission -> audioKeys.open(userId, wanted.password(), permission)))
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
    trail.record(SecurityEvent.of(SecurityAct.DECRYPTION, outcome, caller));
  }

  private Uni<DecryptAnswer> issue(StoredFile stored, SecretBytes audioKey) {
    return objects
        .header(stored.file().s3Key())
        .chain(
            found -> {
              ObjectHeader header =
                  found.orElseThrow(() -> ApiException.of(ErrorCode.OBJECT_MISSING));
              SecretBytes readingKey = readingKey(stored, header, audioKey);
              return audio
                  .settle(stored, header.object(), true)
                  .map(file -> answer(file, header.object(), readingKey))
                  .eventually(readingKey::close);
            });
  }

  private static SecretBytes readingKey(
      StoredFile stored, ObjectHeader header, SecretBytes audioKey) {
    try {
      Cobblestone256.plaintextLength(header.object().size());
      return FileKey.readingKey(audioKey, header.bytes(), context(stored.file()));
    } catch (InvalidCiphertextException notTheirs) {
      // Outside their prefix a user must not learn which objects exist.
      throw ApiException.of(
          stored.ownsObject() ? ErrorCode.NOT_DECRYPTABLE : ErrorCode.OBJECT_MISSING);
    }
  }

  private DecryptAnswer answer(AudioFile file, StoredObject object, SecretBytes readingKey) {
    Instant expiresAt = clock.instant().plus(config.ticketLifetime());
    String ticket =
        tickets.write(new Ticket(file.userId(), file.fileId(), object, readingKey, expiresAt));
    String link =
        config.publicUrl() + "/api/audio-file/" + file.fileId() + "/content?ticket=" + ticket;
    return DecryptAnswer.of(file, link, expiresAt);
  }

  /**
   * The recording a ticket is for, if all is still as it was when it was issued.
   *
   * @param caller who else the request says it is from; need not be anybody
   * @throws ApiException {@link ErrorCode#TICKET_INVALID}, {@link ErrorCode#TICKET_FOREIGN}, {@link
   *     ErrorCode#ACCOUNT_SUSPENDED}, {@link ErrorCode#USER_NOT_FOUND}, {@link
   *     ErrorCode#AUDIO_FILE_NOT_FOUND}
   */
  Uni<Recording> open(String fileId, String ticketText, Optional<Caller> caller) {
    Ticket ticket =
        tickets.read(ticketText).orElseThrow(() -> ApiException.of(ErrorCode.TICKET_INVALID));
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
        .map(stored -> new Recording(stored.file(), ticket));
  }

  /**
   * The plaintext in that range, as a stream whose first piece is known to be authentic.
   *
   * @throws ApiException {@link ErrorCode#OBJECT_MISSING}, {@link ErrorCode#OBJECT_CHANGED}, {@link
   *     ErrorCode#NOT_DECRYPTABLE}, {@link ErrorCode#UNAVAILABLE}
   */
  Uni<PlaintextStream> read(Recording recording, ContentRange wanted) {
    Ticket ticket = recording.ticket();
    long size = ticket.object().size();
    ChunkRange chunks =
        wanted.length() == 0
            ? ChunkRange.whole(size)
            : ChunkRange.of(size, wanted.from(), wanted.to());
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
