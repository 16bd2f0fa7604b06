package io.vestibule.example

import java.io.ByteArrayInputStream
import java.io.ByteArrayOutputStream
import java.util.UUID

/** Signs up, uploads a recording, and plays from its middle. */
fun main() {
    val vestibule = Vestibule(System.getenv("VESTIBULE_URL") ?: "http://localhost:8080")
    val email = "kotlin-${UUID.randomUUID()}@example.com"
    val password = "Hush-${UUID.randomUUID()}"
    val login = vestibule.register(email, password)
    println("signed up as $email")

    val keys = AudioKeys.unwrap(password, login)
    val recordings = Recordings(vestibule, login.getString("user_id"), keys)
    val audio = ByteArray(1_000_000) { (it % 251).toByte() }
    recordings.upload("note.m4a", "audio/mp4", audio.size.toLong(), ByteArrayInputStream(audio))
    val recording = recordings.list().first()
    println("uploaded ${recording.name}: ${recording.fileSize} bytes of ciphertext")

    val whole = ByteArrayOutputStream().also { recordings.download(recording, it) }
    check(whole.toByteArray().contentEquals(audio))
    val part = ByteArray(1000)
    val read = recordings.seekable(recording).readAt(500_000, part, 0, part.size)
    check(part.copyOf(read).contentEquals(audio.copyOfRange(500_000, 500_000 + read)))
    println("decrypted ${whole.size()} bytes, and $read from the middle")

    recordings.remove(recording)
    vestibule.logOut()
}
