package io.vestibule.example

import java.io.InputStream
import java.io.OutputStream
import java.security.GeneralSecurityException
import java.security.MessageDigest
import java.security.SecureRandom
import javax.crypto.Cipher
import javax.crypto.Mac
import javax.crypto.SecretKey
import javax.crypto.spec.GCMParameterSpec
import javax.crypto.spec.SecretKeySpec

/** C2SP chunked encryption, instance Cobblestone-256: docs/audio-format.md, section 2. Sizes are in bytes. */
const val CHUNK = 16_384
const val TAG = 16
const val SEALED_CHUNK = CHUNK + TAG
const val SALT = 24
const val HEADER = SALT + 32

private val INFO = "c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM".toByteArray() + 0

/** The file is not authentic, is truncated or was made with another key or context. */
class InvalidCiphertext(message: String) : Exception(message)

/** The size of the file that [encrypt] writes for this size of audio. */
fun ciphertextLength(audio: Long): Long = HEADER + audio + TAG * (audio / CHUNK + 1)

/** The size of the audio in a file of this size. */
fun plaintextLength(file: Long): Long {
    val sealed = file - HEADER
    val last = sealed % SEALED_CHUNK - TAG
    if (sealed < TAG || last < 0) throw InvalidCiphertext("no file has this size")
    return sealed / SEALED_CHUNK * CHUNK + last
}

/** Encrypts a stream of any length. Memory stays at one chunk. */
fun encrypt(audioKey: SecretKey, context: ByteArray, audio: InputStream, file: OutputStream, salt: ByteArray = newSalt()) {
    val key = FileKey.derive(audioKey, salt, context)
    file.write(salt)
    file.write(key.commitment)
    val chunk = ByteArray(CHUNK)
    var index = 0L
    // The last chunk is always shorter than a full one, so that a truncated file shows.
    do {
        val size = audio.fill(chunk)
        file.write(key.encrypt(index++, chunk, size))
    } while (size == CHUNK)
}

/** Decrypts a whole file. Do not trust what it has written before it returns. */
fun decrypt(audioKey: SecretKey, context: ByteArray, file: InputStream, audio: OutputStream) {
    val header = ByteArray(HEADER)
    if (file.fill(header) < HEADER) throw InvalidCiphertext("truncated within the header")
    val key = FileKey.open(audioKey, header, context)
    val chunk = ByteArray(SEALED_CHUNK)
    var index = 0L
    do {
        val size = file.fill(chunk)
        audio.write(key.decrypt(index++, chunk, 0, size))
    } while (size == SEALED_CHUNK)
}

/** The key of one file. */
class FileKey private constructor(derived: ByteArray) {
    private val key = SecretKeySpec(derived, 0, 32, "AES")
    private val baseNonce = derived.copyOfRange(32, 44)
    val commitment: ByteArray = derived.copyOfRange(44, 76)

    fun encrypt(index: Long, chunk: ByteArray, size: Int): ByteArray =
        cipher(Cipher.ENCRYPT_MODE, index).doFinal(chunk, 0, size)

    fun decrypt(index: Long, chunk: ByteArray, offset: Int, size: Int): ByteArray {
        if (size < TAG) throw InvalidCiphertext("truncated")
        try {
            return cipher(Cipher.DECRYPT_MODE, index).doFinal(chunk, offset, size)
        } catch (wrongTag: GeneralSecurityException) {
            throw InvalidCiphertext("chunk $index is not authentic")
        }
    }

    private fun cipher(mode: Int, index: Long): Cipher {
        val nonce = baseNonce.clone()
        for (i in 0..7) nonce[11 - i] = (nonce[11 - i].toLong() xor (index ushr 8 * i)).toByte()
        return Cipher.getInstance("AES/GCM/NoPadding").apply { init(mode, key, GCMParameterSpec(8 * TAG, nonce)) }
    }

    companion object {
        /** HKDF-Expand with SHA-512 to 76 bytes: key, base nonce, commitment. The audio key may be in the Android Keystore. */
        fun derive(audioKey: SecretKey, salt: ByteArray, context: ByteArray): FileKey {
            require(audioKey.encoded?.size ?: 32 == 32) { "an audio key has 32 bytes" }
            val mac = Mac.getInstance("HmacSHA512").apply { init(audioKey) }
            val info = INFO + salt + context
            val first = mac.doFinal(info + 1)
            return FileKey(first + mac.doFinal(first + info + 2))
        }

        /** Checks that the header belongs to this key and context. */
        fun open(audioKey: SecretKey, header: ByteArray, context: ByteArray): FileKey {
            if (header.size != HEADER) throw InvalidCiphertext("truncated within the header")
            val key = derive(audioKey, header.copyOf(SALT), context)
            if (!MessageDigest.isEqual(key.commitment, header.copyOfRange(SALT, HEADER))) {
                throw InvalidCiphertext("the file is of another key or context")
            }
            return key
        }
    }
}

/** Any part of a file. [fetch] reads a range of the ciphertext, for example by HTTP. The functions are those of Android's `MediaDataSource`. */
class SeekableAudio(audioKey: SecretKey, context: ByteArray, private val fileSize: Long, private val fetch: (LongRange) -> ByteArray) {
    val size: Long = plaintextLength(fileSize)
    private val key = FileKey.open(audioKey, fetchAll(0L until HEADER), context)
    private var window = ByteArray(0)
    private var windowStart = 0L

    init {
        // The last chunk proves that the file ends there.
        load(size / CHUNK)
    }

    /** Reads up to [count] bytes of audio at a position; -1 at the end. */
    @Synchronized
    fun readAt(position: Long, buffer: ByteArray, offset: Int, count: Int): Int {
        require(position >= 0 && count >= 0) { "negative position or size" }
        if (position >= size) return -1
        if (position !in windowStart until windowStart + window.size) load(position / CHUNK)
        val from = (position - windowStart).toInt()
        val read = minOf(count, window.size - from)
        window.copyInto(buffer, offset, from, from + read)
        return read
    }

    /** Fetches and decrypts some chunks at once, because a player reads on. */
    private fun load(first: Long) {
        val start = HEADER + first * SEALED_CHUNK
        val sealed = fetchAll(start until minOf(fileSize, start + AHEAD * SEALED_CHUNK))
        val audio = ByteArray(sealed.size)
        var length = 0
        for (at in sealed.indices step SEALED_CHUNK) {
            val chunk = key.decrypt(first + at / SEALED_CHUNK, sealed, at, minOf(SEALED_CHUNK, sealed.size - at))
            chunk.copyInto(audio, length)
            length += chunk.size
        }
        window = audio.copyOf(length)
        windowStart = first * CHUNK
    }

    private fun fetchAll(range: LongRange): ByteArray =
        fetch(range).also { if (it.size.toLong() != range.last - range.first + 1) throw InvalidCiphertext("truncated") }

    private companion object {
        const val AHEAD = 16
    }
}

private fun newSalt() = ByteArray(SALT).also { SecureRandom().nextBytes(it) }

/** Reads until the buffer is full or the stream ends. `readNBytes` needs Android 13. */
private fun InputStream.fill(buffer: ByteArray): Int {
    var size = 0
    while (size < buffer.size) {
        val read = read(buffer, size, buffer.size - size)
        if (read < 0) break
        size += read
    }
    return size
}
