package io.vestibule.example

import java.io.IOException
import java.io.InputStream
import java.io.OutputStream
import java.net.HttpURLConnection
import java.net.URI
import org.json.JSONObject

/** A recording as the service describes it. */
class Recording(json: JSONObject) {
    val fileId: String = json.getString("file_id")
    val s3Key: String = json.getString("s3_key")
    val keyId: String = json.getString("key_id")
    val fileSize: Long = json.getLong("file_size")
    val name: String = json.text("file_name") ?: ""
    val type: String = json.text("content_type") ?: ""
}

/** The encrypted recordings of the current user. Only ciphertext leaves the device. */
class Recordings(private val vestibule: Vestibule, private val userId: String, private val keys: AudioKeys) {

    /** Encrypts while it uploads. [size] is the number of bytes in [audio]. */
    fun upload(name: String, type: String, size: Long, audio: InputStream): Recording {
        val about = JSONObject().put("file_name", name).put("content_type", type).put("file_size", ciphertextLength(size))
        val place = vestibule.call("POST", "/api/audio-file/upload-url", about)
        val keyId = keys.currentId
        val connection = connect(place.getString("upload_url"))
        connection.requestMethod = place.getString("method")
        connection.doOutput = true
        // Sets Content-Length, and keeps the file out of memory.
        connection.setFixedLengthStreamingMode(ciphertextLength(size))
        val headers = place.getJSONObject("headers")
        for (header in headers.keys()) {
            if (!header.equals("content-length", true) && !header.equals("host", true)) {
                connection.setRequestProperty(header, headers.getString(header))
            }
        }
        connection.outputStream.use { encrypt(keys[keyId], context(place.getString("s3_key")), audio, it) }
        connection.succeeded()
        val registration = about.put("s3_key", place.getString("s3_key")).put("key_id", keyId)
        return Recording(vestibule.call("POST", "/api/audio-file", registration).getJSONObject("audio_file"))
    }

    /** Newest first. Asks for the next page when it is needed. */
    fun list(limit: Int = 50): Sequence<Recording> = sequence {
        var next: String? = "/api/user/audio-files?limit=$limit"
        while (next != null) {
            val page = vestibule.call("GET", next)
            page.getJSONArray("audio_files").objects().forEach { yield(Recording(it)) }
            next = page.text("next_cursor")?.let { "/api/user/audio-files?limit=$limit&cursor=$it" }
        }
    }

    /** Downloads and decrypts. Do not use what it has written if it throws. */
    fun download(recording: Recording, audio: OutputStream) {
        val connection = connect(link(recording)).succeeded()
        connection.inputStream.use { decrypt(keys[recording.keyId], context(recording.s3Key), it, audio) }
    }

    /** For a player that seeks: only what is played is downloaded. */
    fun seekable(recording: Recording): SeekableAudio {
        var link = link(recording)
        val part = { range: LongRange ->
            val connection = connect(link)
            connection.setRequestProperty("Range", "bytes=${range.first}-${range.last}")
            connection
        }
        return SeekableAudio(keys[recording.keyId], context(recording.s3Key), recording.fileSize) { range ->
            var connection = part(range)
            if (connection.responseCode == HttpURLConnection.HTTP_FORBIDDEN) {
                // The link has expired.
                link = link(recording)
                connection = part(range)
            }
            connection.succeeded().inputStream.use { it.readBytes() }
        }
    }

    fun remove(recording: Recording) {
        vestibule.call("DELETE", "/api/audio-file/${recording.fileId}")
    }

    private fun link(recording: Recording): String =
        vestibule.call("GET", "/api/audio-file/${recording.fileId}/download-url").getString("download_url")

    private fun context(s3Key: String) = "vestibule/audio/v1/$userId/$s3Key".toByteArray()

    private fun connect(url: String) = (URI(url).toURL().openConnection() as HttpURLConnection).apply { timeouts() }

    private fun HttpURLConnection.succeeded() = apply {
        if (responseCode >= 300) throw IOException("the object store answered $responseCode")
    }
}
