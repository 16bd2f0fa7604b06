package io.vestibule.example

import java.security.GeneralSecurityException
import java.text.Normalizer
import java.util.Base64
import javax.crypto.Cipher
import javax.crypto.SecretKey
import javax.crypto.spec.GCMParameterSpec
import javax.crypto.spec.SecretKeySpec
import org.bouncycastle.crypto.generators.Argon2BytesGenerator
import org.bouncycastle.crypto.params.Argon2Parameters
import org.json.JSONObject

/** The audio keys of a user: docs/audio-format.md, section 1. */
class AudioKeys(private val current: String, private val keys: Map<String, SecretKey>) {
    /** The id of the key for new recordings. */
    val currentId: String get() = current.also { if (it !in keys) throw LockedKey(it) }

    operator fun get(id: String): SecretKey = keys[id] ?: throw LockedKey(id)

    val ids: Set<String> get() = keys.keys

    companion object {
        /** Unwraps with the password what a log-in, or `POST /api/user/audio-key`, has answered. About 0.1 s on a phone: not on the main thread. */
        fun unwrap(password: String, login: JSONObject): AudioKeys {
            val audioKey = login.getJSONObject("audio_key")
            val keks = mutableMapOf<String, ByteArray>()
            val keys = mutableMapOf<String, SecretKey>()
            for (wrap in audioKey.getJSONArray("wraps").objects()) {
                // Other kinds of wraps belong to other secrets.
                if (wrap.getString("kind") != "password") continue
                val salt = wrap.text("key_salt") ?: login.getString("key_salt")
                val kdf = wrap.getJSONObject("kdf")
                val kek = keks.getOrPut("$salt $kdf") { argon2id(password, hex(salt), kdf) }
                unwrap(kek, wrap)?.let { keys[wrap.getString("key_id")] = it }
            }
            keks.values.forEach { it.fill(0) }
            return AudioKeys(audioKey.getString("key_id"), keys)
        }

        /** Null if the key-encryption key is another one, for example because the password is wrong. */
        private fun unwrap(kek: ByteArray, wrap: JSONObject): SecretKey? {
            val wrapped = Base64.getUrlDecoder().decode(wrap.getString("wrapped"))
            val gcm = Cipher.getInstance("AES/GCM/NoPadding")
            gcm.init(Cipher.DECRYPT_MODE, SecretKeySpec(kek, "AES"), GCMParameterSpec(128, wrapped, 0, 12))
            gcm.updateAAD(wrap.getString("aad").toByteArray())
            return try {
                SecretKeySpec(gcm.doFinal(wrapped, 12, wrapped.size - 12), "HmacSHA512")
            } catch (wrongTag: GeneralSecurityException) {
                null
            }
        }
    }
}

/** No secret of this session unwraps the key. `POST /api/user/audio-key/unlock` unlocks it with an older password or the recovery key. */
class LockedKey(id: String) : Exception("the audio key $id is locked")

/** 32 bytes by the parameters that the service names; they may change at any log-in. */
fun argon2id(password: String, salt: ByteArray, kdf: JSONObject): ByteArray {
    require(kdf.getString("name") == "argon2id" && kdf.getInt("v") == 19) { "this version does not know the key derivation" }
    val parameters = Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
        .withVersion(Argon2Parameters.ARGON2_VERSION_13)
        .withMemoryAsKB(kdf.getInt("m"))
        .withIterations(kdf.getInt("t"))
        .withParallelism(kdf.getInt("p"))
        .withSalt(salt)
        .build()
    val text = Normalizer.normalize(password, Normalizer.Form.NFC).toByteArray()
    return ByteArray(32).also { Argon2BytesGenerator().apply { init(parameters) }.generateBytes(text, it) }
}

private fun hex(text: String) = ByteArray(text.length / 2) { text.substring(2 * it, 2 * it + 2).toInt(16).toByte() }
