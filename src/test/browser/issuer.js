// An OpenID issuer at ISSUER_URL that the service is configured to accept (see .ci/steps/browser).
import assert from 'node:assert/strict';
import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { createServer } from 'node:http';

const ISSUER = process.env.ISSUER_URL;
assert.ok(ISSUER, 'ISSUER_URL must be the issuer that the service accepts under the name "elsewhere"');

const encoded = (object) => Buffer.from(JSON.stringify(object)).toString('base64url');

/** Starts the issuer; `token(subject)` returns an ID token. */
export async function listen() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const kid = randomUUID();
  const documents = {
    '/.well-known/openid-configuration': { issuer: ISSUER, jwks_uri: `${ISSUER}/keys` },
    '/keys': { keys: [{ ...publicKey.export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' }] },
  };
  const server = createServer((request, response) => {
    response.writeHead(documents[request.url] ? 200 : 404, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(documents[request.url] ?? {}));
  });
  const { hostname, port } = new URL(ISSUER);
  await new Promise((resolve) => server.listen(Number(port), hostname, resolve));
  return {
    token(subject) {
      const now = Math.floor(Date.now() / 1000);
      const signed = `${encoded({ alg: 'ES256', kid })}.${encoded({ iss: ISSUER, aud: 'console-tests', sub: subject, iat: now, exp: now + 300 })}`;
      return `${signed}.${sign('sha256', Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
