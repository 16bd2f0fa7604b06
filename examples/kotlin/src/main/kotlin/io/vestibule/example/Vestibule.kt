package io.vestibule.example

import java.io.IOException
import java.io.InputStream
import java.net.HttpURLConnection
import java.net.URI
import org.json.JSONArray
import org.json.JSONObject

/** Where the tokens are remembered: encrypted by the Android Keystore, or in memory. */
interface TokenStore {
    /** The session token, or null: nobody is logged in. */
    var token: String?

    /** Keep it after a log-out: a known device is not locked out by failed attempts of strangers. */
    var device: String?
}

class MemoryStore(override var token: String? = null, override var device: String? = null) : TokenStore

/** An error of the service. [code] tells errors apart (docs/errors.md), the message is for the user. */
class VestibuleError(val status: Int, val code: String, message: String, val retryAfter: Int?, val body: JSONObject) : IOException(message)

/** The requests of the service. They block: call them from a background thread or `Dispatchers.IO`. */
class Vestibule(private val url: String, private val store: TokenStore = MemoryStore()) {

    /** Creates an account and logs in. The answer holds the audio key and its salt, unless the address must be verified first. */
    fun register(email: String, password: String): JSONObject = opened(call("POST", "/api/register", credentials(email, password)))

    /** Logs in. With a second factor it throws `mfa-required`, whose body has the `mfa_token` for [continueLogIn]. */
    fun logIn(email: String, password: String): JSONObject = opened(call("POST", "/api/login", credentials(email, password)))

    fun continueLogIn(mfaToken: String, code: String): JSONObject =
        opened(call("POST", "/api/auth/mfa", JSONObject().put("mfa_token", mfaToken).put("code", code)))

    /** At each start of the app, and when half of the lifetime of the token has passed. One at a time: the old token soon ends the session. */
    @Synchronized
    fun refresh() {
        store.token = call("POST", "/api/auth/refresh").getString("token")
    }

    /** Forgets the token also if the service does not answer; an error says that the session may still be open. */
    fun logOut() {
        try {
            call("POST", "/api/auth/logout")
        } catch (ended: VestibuleError) {
            if (ended.status != 401) throw ended
        } finally {
            store.token = null
        }
    }

    fun call(method: String, path: String, body: JSONObject? = null): JSONObject {
        val connection = URI("$url$path").toURL().openConnection() as HttpURLConnection
        connection.requestMethod = method
        connection.timeouts()
        store.token?.let { connection.setRequestProperty("Authorization", "Bearer $it") }
        store.device?.let { connection.setRequestProperty("Device-Token", it) }
        if (body != null) {
            connection.doOutput = true
            connection.setRequestProperty("Content-Type", "application/json")
            connection.outputStream.use { it.write(body.toString().toByteArray()) }
        }
        val status = connection.responseCode
        val answer = (if (status < 400) connection.inputStream else connection.errorStream).text()
        if (status >= 400) throw error(status, answer, connection.getHeaderField("Retry-After"))
        connection.getHeaderField("Device-Token")?.let { store.device = it }
        return if (answer.isEmpty()) JSONObject() else JSONObject(answer)
    }

    private fun opened(answer: JSONObject): JSONObject {
        answer.text("token")?.let { store.token = it }
        return answer
    }

    private fun credentials(email: String, password: String) = JSONObject().put("email", email).put("password", password)

    private fun error(status: Int, answer: String, retryAfter: String?): VestibuleError {
        // A proxy in between answers something else than JSON.
        val problem = runCatching { JSONObject(answer) }.getOrElse { JSONObject() }
        val message = problem.text("error") ?: "HTTP $status"
        return VestibuleError(status, problem.text("code") ?: "unknown", message, retryAfter?.toIntOrNull(), problem)
    }
}

/** Null for JSON's null and for a missing member, on Android too, where `optString` returns "null". */
internal fun JSONObject.text(name: String): String? = if (isNull(name)) null else getString(name)

/** Android's JSONArray cannot be iterated. */
internal fun JSONArray.objects(): List<JSONObject> = (0 until length()).map(::getJSONObject)

internal fun HttpURLConnection.timeouts() {
    connectTimeout = 15_000
    readTimeout = 60_000
}

private fun InputStream?.text() = this?.use { String(it.readBytes()) } ?: ""
