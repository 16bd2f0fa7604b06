// Asks Vestibule whether an API key may be used, and counts the use. Shared by the server beside this file and the Lambda authorizer.

/** The status for a client whose use is refused. */
const STATUS = {
  NOT_FOUND: 401,
  DISABLED: 403, EXPIRED: 403, SUSPENDED: 403, INSUFFICIENT_SCOPE: 403, FORBIDDEN_IP: 403,
  RATE_LIMITED: 429, QUOTA_EXCEEDED: 429,
};

/**
 * @param use { key, ip, scopes, units, request_id } as POST /api/keys/verify takes them
 * @param settings { url, gatewayKey }: the service, and a service key with the scope keys:verify
 * @returns { status, headers, verification }: 200, or the status for the client; 503 if the service did not answer
 */
export async function verify(use, { url, gatewayKey, timeout = 3000 }) {
  if (!use.key) return { status: 401, headers: {}, verification: { code: 'NOT_FOUND' } };
  let response;
  try {
    response = await fetch(`${url}/api/keys/verify`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${gatewayKey}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(use),
      signal: AbortSignal.timeout(timeout),
    });
    // A key of more than 200 characters is a malformed request, and no key.
    if (response.status === 400) return { status: 401, headers: {}, verification: { code: 'NOT_FOUND' } };
    if (response.status !== 200) throw new Error(`status ${response.status}`);
    const verification = await response.json();
    const headers = {};
    for (const name of ['RateLimit', 'RateLimit-Policy']) {
      if (response.headers.has(name)) headers[name] = response.headers.get(name);
    }
    if (verification.retry_after !== undefined && verification.retry_after !== null) headers['Retry-After'] = String(verification.retry_after);
    return { status: verification.valid ? 200 : STATUS[verification.code] ?? 503, headers, verification };
  } catch (failure) {
    // Not 401: the key may be right. The message of the failure has no secret.
    console.error(`verification failed: ${failure.message}`);
    return { status: 503, headers: {}, verification: { code: 'UNAVAILABLE' } };
  }
}
