package io.vestibule.web;

/**
 * Every error of the API: HTTP status, stable code and a sentence for people. The code on the wire
 * is the name of the constant in lower case with hyphens. {@code docs/errors.md} lists all errors;
 * a test compares the two.
 */
public enum ErrorCode {
  MALFORMED_JSON(400, "The body is not well-formed JSON"),
  INVALID_REQUEST(400, "The request is not valid"),
  CREDENTIALS_REQUIRED(400, "Email and password are required"),
  INVALID_EMAIL(400, "Email address is not valid"),
  PASSWORD_TOO_SHORT(400, "Password must be at least 8 characters"),
  PASSWORD_TOO_LONG(400, "Password must be at most 128 characters"),
  PASSWORD_WELL_KNOWN(400, "Password is too easy to guess"),
  PASSWORD_TOO_WEAK(400, "Password is too weak; choose a longer one"),
  USER_EXISTS_AT_SIGNUP(400, "User already exists"),
  SERVER_OWNED_FIELD(400, "The field is set by the server"),
  INVALID_CURSOR(400, "The cursor is not valid"),
  PASSWORD_REQUIRED(400, "Password is required"),
  DECRYPTION_PASSWORD_REQUIRED(400, "Password required for decryption"),
  FILE_REQUIRED(400, "file_id or s3_key required"),
  S3_KEY_REQUIRED(400, "s3_key is required"),
  RECOVERY_KEY_INVALID(400, "The recovery key does not unlock your recordings"),
  FORMER_PASSWORD_INVALID(400, "The former password does not unlock your recordings"),
  IDENTITY_NOT_PROVEN(400, "The token is not a valid token of a configured issuer"),
  CHALLENGE_INVALID(400, "The link or code is not valid or has expired"),
  PASSKEY_NOT_CREATED(400, "The passkey could not be registered; try again"),
  INVALID_CREDENTIALS(401, "Invalid credentials"),
  INVALID_EMAIL_OR_PASSWORD(401, "Invalid email or password"),
  INVALID_PASSWORD(401, "Invalid password"),
  PASSKEY_INVALID(401, "The passkey was not accepted"),
  TICKET_INVALID(401, "The link is not valid or has expired"),
  TOKEN_MISSING(401, "Token is missing"),
  TOKEN_INVALID(401, "Token is invalid or expired"),
  SERVICE_KEY_EXPIRED(401, "The service key has expired"),
  SERVICE_KEY_DISABLED(401, "The service key is disabled"),
  REAUTHENTICATION_REQUIRED(401, "Confirm that it is you to do this"),
  MFA_REQUIRED(401, "A second factor is required"),
  MFA_CODE_INVALID(401, "The code is not valid"),
  MFA_TOKEN_INVALID(401, "The sign-in has expired; start again"),
  SIGNATURE_INVALID(401, "The signature is not valid"),
  ACCOUNT_SUSPENDED(403, "The account is suspended"),
  API_KEY_DISABLED(403, "The API key is disabled"),
  API_KEY_EXPIRED(403, "The API key has expired"),
  API_KEY_SCOPE(403, "The API key does not have the required scope"),
  API_KEY_ADDRESS(403, "The API key may not be used from this address"),
  EMAIL_NOT_VERIFIED(403, "Verify your email address first; see the mail we sent you"),
  CROSS_SITE(403, "Requests from other sites are refused"),
  MFA_ENROLLMENT_REQUIRED(403, "Your role requires a second factor; set one up and confirm it"),
  FORBIDDEN(403, "Not allowed"),
  SERVICE_KEY_NETWORK(403, "The service key is not allowed from this network"),
  INSUFFICIENT_SCOPE(403, "The service key lacks the scope for this"),
  S3_KEY_FOREIGN(403, "s3_key is under another user's prefix"),
  TICKET_FOREIGN(403, "The link is for another recording or another user"),
  OBJECT_NOT_PROVEN(403, "You have not proven that the object is yours; decrypt it once"),
  NOT_FOUND(404, "Not found"),
  USER_NOT_FOUND(404, "User not found"),
  SERVICE_KEY_NOT_FOUND(404, "Service key not found"),
  SESSION_NOT_FOUND(404, "Session not found"),
  PASSKEY_NOT_FOUND(404, "Passkey not found"),
  API_KEY_NOT_FOUND(404, "API key not found"),
  AUDIO_FILE_NOT_FOUND(404, "Audio file not found"),
  OBJECT_MISSING(404, "The recording has not been uploaded"),
  METHOD_NOT_ALLOWED(405, "Method not allowed"),
  NOT_ACCEPTABLE(406, "The answer is JSON, which the request does not accept"),
  REQUEST_TIMEOUT(408, "The request did not arrive in time"),
  USER_EXISTS(409, "User already exists"),
  EMAIL_ALREADY_VERIFIED(409, "The email address is verified already"),
  NO_EMAIL(409, "The account has no email address"),
  S3_KEY_TAKEN(409, "s3_key is already registered"),
  IDENTITY_TAKEN(409, "This sign-in is linked to another account"),
  LAST_WAY_IN(409, "The last sign-in method cannot be removed"),
  TOO_MANY_IDENTITIES(409, "An account can have at most 10 linked sign-ins"),
  PASSKEY_EXISTS(409, "The passkey is registered already"),
  TOO_MANY_PASSKEYS(409, "An account can have at most 10 passkeys"),
  TOO_MANY_API_KEYS(409, "An account can have at most 50 API keys"),
  TOO_MANY_SECRETS(409, "The API key has 5 former secrets that still work; wait or use no overlap"),
  DEFAULT_API_KEY(409, "The default API key can only be replaced, by POST /api/user/api-token"),
  TOO_MANY_WEBHOOKS(409, "There can be at most 20 webhook endpoints"),
  TOTP_ALREADY_ENABLED(409, "An authenticator app is already set up; remove it first"),
  RECORDING_LIMIT(409, "The account has reached its limit of recordings"),
  STORAGE_LIMIT(409, "The account has no space for a recording of this size"),
  AUDIO_KEY_LOCKED(
      409, "The recording is locked; unlock it with the recovery key or the former password"),
  TOO_MANY_AUDIO_KEYS(
      409, "The account has 20 audio keys; reset the password with the recovery key"),
  OBJECT_SIZE_DIFFERS(409, "The size of the object differs from the registered size"),
  NOT_DECRYPTABLE(409, "The recording cannot be decrypted with your audio key"),
  OBJECT_CHANGED(409, "The recording has changed; ask for a new link"),
  CONFLICT(409, "The record was changed at the same time; try again"),
  OWN_ACCOUNT(409, "An admin cannot demote, suspend or delete their own account"),
  INVITATION_ACCEPTED(409, "The user has accepted the invitation"),
  TOO_MANY_SERVICE_KEYS(409, "There can be at most 200 service keys"),
  TOTAL_NEGATIVE(409, "A total cannot become negative"),
  IDEMPOTENCY_KEY_REUSED(409, "The Idempotency-Key was already used with another request"),
  REQUEST_ID_REUSED(409, "The request_id was already used with another number of units"),
  PRECONDITION_FAILED(412, "The record has changed since it was read"),
  TOO_LARGE(413, "The request is too large"),
  URI_TOO_LONG(414, "The request line is too long"),
  NOT_JSON(415, "The body must be application/json"),
  RANGE_NOT_SATISFIABLE(416, "The recording has no such range"),
  TOO_MANY_ATTEMPTS(429, "Too many attempts; try again later"),
  TOO_MANY_REQUESTS(429, "Too many requests; try again shortly"),
  QUOTA_EXCEEDED(429, "The plan's monthly quota is exceeded"),
  API_KEY_QUOTA_EXCEEDED(429, "The API key's monthly quota is exceeded"),
  API_KEY_RATE_EXCEEDED(429, "The API key's rate limit is exceeded"),
  HEADERS_TOO_LARGE(431, "The header section is too large"),
  INTERNAL(500, "Internal Server Error"),
  UNAVAILABLE(503, "The service is busy; try again shortly"),
  MAIL_NOT_CONFIGURED(503, "This service cannot send mail");

  private final int status;
  private final String sentence;

  ErrorCode(int status, String sentence) {
    this.status = status;
    this.sentence = sentence;
  }

  /** HTTP status code. */
  public int status() {
    return status;
  }

  /** The sentence for people; the seeds' clients show it as {@code error}. */
  public String sentence() {
    return sentence;
  }

  /** The stable code for programs, for example {@code user-exists}. */
  public String wire() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}
