package io.vestibule.example

import java.io.ByteArrayInputStream
import java.io.ByteArrayOutputStream
import java.net.URI
import java.util.UUID
import kotlin.test.Test
import kotlin.test.assertContentEquals
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertNotEquals
import kotlin.test.assertNotNull
import kotlin.test.assertNull
import org.json.JSONObject
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable

/** The example with a running service, the packaged one in `.ci/steps/examples`. */
@EnabledIfEnvironmentVariable(named = "SERVICE_URL", matches = ".+")
class ServiceTest {
    private val store = MemoryStore()
    private val vestibule = Vestibule(System.getenv("SERVICE_URL") ?: "", store)
    private val email = "kotlin-${UUID.randomUUID()}@people.example"
    // In NFD: the service and the client must normalize it in the same way.
    private val password = "Hu\u0308sh-${UUID.randomUUID()}"
    private val audio = ByteArray(300_000) { (it * 31 % 253).toByte() }

    @Test
    fun recordsAndPlays() {
        val userId = vestibule.register(email, password).getString("user_id")
        vestibule.logOut()
        val login = vestibule.logIn(email, password)
        val recordings = Recordings(vestibule, userId, AudioKeys.unwrap(password, login))

        repeat(3) { recordings.upload("note $it.m4a", "audio/mp4", audio.size.toLong(), ByteArrayInputStream(audio)) }
        val listed = recordings.list(limit = 2).toList()
        assertEquals(listOf("note 2.m4a", "note 1.m4a", "note 0.m4a"), listed.map { it.name })

        val recording = listed.first()
        assertContentEquals(audio, ByteArrayOutputStream().also { recordings.download(recording, it) }.toByteArray())
        val part = ByteArray(5000)
        val seekable = recordings.seekable(recording)
        assertEquals(audio.size.toLong(), seekable.size)
        assertEquals(5000, seekable.readAt(100_000, part, 0, 5000))
        assertContentEquals(audio.copyOfRange(100_000, 105_000), part)

        // The service decrypts what this client has encrypted.
        val playback = vestibule.call("POST", "/api/decrypt-audio", JSONObject().put("password", password).put("file_id", recording.fileId))
        assertContentEquals(audio, URI(playback.getString("download_url")).toURL().openStream().use { it.readBytes() })

        recordings.remove(recording)
        assertEquals(2, recordings.list().count())
    }

    @Test
    fun keepsTheSessionAndTheDevice() {
        vestibule.register(email, password)
        val first = assertNotNull(store.token)
        vestibule.refresh()
        assertNotEquals(first, store.token)
        assertEquals(email, vestibule.call("GET", "/api/user").getString("email"))
        vestibule.logOut()
        assertNull(store.token)
        assertNotNull(store.device)
        // The session has ended already, as after a log-out on another device.
        store.token = first
        vestibule.logOut()
        assertNull(store.token)
        assertEquals("token-missing", assertFailsWith<VestibuleError> { vestibule.call("GET", "/api/user") }.code)
    }

    @Test
    fun refusesAWrongPassword() {
        val login = vestibule.register(email, password)
        assertEquals(emptySet(), AudioKeys.unwrap("$password!", login).ids)
        vestibule.logOut()
        val refused = assertFailsWith<VestibuleError> { vestibule.logIn(email, "$password!") }
        assertEquals("invalid-email-or-password", refused.code)
        assertEquals(401, refused.status)
    }
}
