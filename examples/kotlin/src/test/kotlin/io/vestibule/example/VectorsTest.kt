package io.vestibule.example

import java.io.ByteArrayInputStream
import java.io.ByteArrayOutputStream
import java.security.MessageDigest
import java.util.Base64
import java.util.zip.InflaterInputStream
import javax.crypto.spec.SecretKeySpec
import kotlin.test.Test
import kotlin.test.assertContentEquals
import kotlin.test.assertEquals
import kotlin.test.assertFails
import kotlin.test.assertFailsWith
import org.json.JSONObject

/** The published vectors of the repository: Wycheproof's for the format, the reference implementation's for Argon2id. */
class VectorsTest {
    private class Vector(json: JSONObject) {
        val name = "${json.getInt("tcId")}: ${json.getString("comment")}"
        val valid = json.getString("result") == "valid"
        val flags = json.getJSONArray("flags").toList()
        val key = SecretKeySpec(bytes(json.getString("key")), "HmacSHA512")
        val context = bytes(json.getString("ctx"))
        val file = InflaterInputStream(ByteArrayInputStream(bytes(json.getString("ct")))).use { it.readBytes() }
        val length = json.optInt("msgLength")
        val sha512 = json.optString("msgSha512")
    }

    private val vectors = read("cobblestone-256.json").getJSONArray("testGroups")
        .flatMap { (it as JSONObject).getJSONArray("tests") }.map { Vector(it as JSONObject) }

    @Test
    fun allVectorsAreRead() {
        assertEquals(35, vectors.size)
        assertEquals(10, vectors.count { it.valid })
    }

    @Test
    fun decryptsWhatIsValid() = vectors.filter { it.valid }.forEach { vector ->
        val audio = plain(vector)
        assertEquals(vector.length, audio.size, vector.name)
        assertEquals(vector.sha512, MessageDigest.getInstance("SHA-512").digest(audio).joinToString("") { "%02x".format(it) }, vector.name)
        assertEquals(plaintextLength(vector.file.size.toLong()), audio.size.toLong())
        assertEquals(ciphertextLength(audio.size.toLong()), vector.file.size.toLong())
    }

    @Test
    fun refusesWhatIsInvalid() = vectors.filterNot { it.valid }.forEach { vector ->
        if ("InvalidKeySize" in vector.flags) {
            assertFailsWith<IllegalArgumentException>(vector.name) { plain(vector) }
        } else {
            assertFailsWith<InvalidCiphertext>(vector.name) { plain(vector) }
        }
    }

    @Test
    fun encryptsToTheSameFile() = vectors.filter { it.valid }.forEach { vector ->
        val file = ByteArrayOutputStream()
        encrypt(vector.key, vector.context, ByteArrayInputStream(plain(vector)), file, vector.file.copyOf(SALT))
        assertContentEquals(vector.file, file.toByteArray(), vector.name)
    }

    @Test
    fun seeksInWhatIsValid() = vectors.filter { it.valid }.forEach { vector ->
        val audio = plain(vector)
        val seekable = seekable(vector)
        assertEquals(audio.size.toLong(), seekable.size)
        for (position in listOf(0, 1, CHUNK - 1, CHUNK, 3 * CHUNK + 7, audio.size - 1).filter { it in audio.indices }) {
            val buffer = ByteArray(100)
            val read = seekable.readAt(position.toLong(), buffer, 0, 100)
            assertContentEquals(audio.copyOfRange(position, position + read), buffer.copyOf(read), "${vector.name} at $position")
        }
        assertEquals(-1, seekable.readAt(audio.size.toLong(), ByteArray(1), 0, 1))
    }

    @Test
    fun seeksInNothingThatIsTruncated() = vectors.filter { it.valid && it.length > CHUNK }.forEach { vector ->
        for (size in listOf(HEADER, HEADER + SEALED_CHUNK, vector.file.size - 1)) {
            assertFails("${vector.name} of $size bytes") {
                SeekableAudio(vector.key, vector.context, size.toLong()) { vector.file.copyOf(size).sliceArray(it.first.toInt()..it.last.toInt()) }
            }
        }
    }

    @Test
    fun derivesKeysByArgon2id() = read("argon2id.json").getJSONArray("argon2id").map { it as JSONObject }.forEach { vector ->
        val kdf = JSONObject().put("name", "argon2id").put("v", 19)
            .put("m", vector.getInt("memoryKiB")).put("t", vector.getInt("iterations")).put("p", vector.getInt("parallelism"))
        val expected = Base64.getDecoder().decode(vector.getString("phc").substringAfterLast('$'))
        assertContentEquals(expected, argon2id(vector.getString("password"), vector.getString("salt").toByteArray(), kdf))
    }

    private fun plain(vector: Vector) =
        ByteArrayOutputStream().also { decrypt(vector.key, vector.context, ByteArrayInputStream(vector.file), it) }.toByteArray()

    private fun seekable(vector: Vector) = SeekableAudio(vector.key, vector.context, vector.file.size.toLong()) { range ->
        vector.file.sliceArray(range.first.toInt()..range.last.toInt())
    }

    private fun read(name: String) = JSONObject(String(javaClass.getResourceAsStream("/$name")!!.use { it.readBytes() }))

    private companion object {
        fun bytes(hex: String) = hex.chunked(2).map { it.toInt(16).toByte() }.toByteArray()
    }
}
