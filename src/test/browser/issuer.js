// An OpenID issuer at ISSUER_URL that the service is configured to accept (see .ci/steps/browser).
import assert from 'node:assert/strict';
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ISSUER = process.env.ISSUER_URL;
assert.ok(ISSUER, 'ISSUER_URL must be the issuer that the service accepts under the name "elsewhere"');

const CLIENT = 'console-tests';

const encoded = (object) => Buffer.from(JSON.stringify(object)).toString('base64url');

/**
 * The same key in every test file: the service fetches the keys of an issuer at most once in some seconds, so it would refuse the tokens of
 * the next file if they had a key of their own.
 */
function signingKey() {
  const file = join(tmpdir(), `vestibule-issuer-${new URL(ISSUER).port}.pem`);
  try {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    writeFileSync(file, privateKey.export({ format: 'pem', type: 'pkcs8' }), { flag: 'wx', mode: 0o600 });
  } catch (failure) {
    if (failure.code !== 'EEXIST') throw failure;
  }
  return createPrivateKey(readFileSync(file));
}

/**
 * Starts the issuer. `token(subject)` returns an ID token; `user`: the claims of whoever is signed in there, or null if the user cancels a
 * sign-in by redirect.
 */
export async function listen() {
  const privateKey = signingKey();
  const publicKey = createPublicKey(privateKey);
  const kid = createHash('sha256').update(publicKey.export({ format: 'der', type: 'spki' })).digest('base64url');
  const documents = {
    '/.well-known/openid-configuration': {
      issuer: ISSUER, jwks_uri: `${ISSUER}/keys`, authorization_endpoint: `${ISSUER}/authorize`, token_endpoint: `${ISSUER}/token`,
      response_types_supported: ['code'], subject_types_supported: ['public'], id_token_signing_alg_values_supported: ['ES256'],
      code_challenge_methods_supported: ['S256'], token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
    },
    '/keys': { keys: [{ ...publicKey.export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' }] },
  };
  const requests = new Map();
  const issued = (claims) => {
    const now = Math.floor(Date.now() / 1000);
    const signed = `${encoded({ alg: 'ES256', kid })}.${encoded({ iss: ISSUER, aud: CLIENT, iat: now, exp: now + 300, ...claims })}`;
    return `${signed}.${sign('sha256', Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
  };
  /** The user has nothing to type: the answer comes at once. */
  const authorize = (query, response) => {
    const back = new URL(query.get('redirect_uri'));
    if (issuer.user) {
      const code = randomUUID();
      requests.set(code, { nonce: query.get('nonce'), challenge: query.get('code_challenge'), user: issuer.user });
      back.searchParams.set('code', code);
    } else {
      back.searchParams.set('error', 'access_denied');
    }
    back.searchParams.set('state', query.get('state'));
    response.writeHead(302, { Location: back.href });
    response.end();
  };
  const exchange = async (request, response) => {
    let body = '';
    for await (const piece of request) body += piece;
    const form = new URLSearchParams(body);
    const found = requests.get(form.get('code'));
    requests.delete(form.get('code'));
    const proven = found && createHash('sha256').update(form.get('code_verifier') ?? '').digest('base64url') === found.challenge;
    response.writeHead(proven ? 200 : 400, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(proven
      ? { access_token: randomUUID(), token_type: 'Bearer', expires_in: 300, id_token: issued({ ...found.user, nonce: found.nonce }) }
      : { error: 'invalid_grant' }));
  };
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url, ISSUER);
    if (pathname === '/authorize') return authorize(searchParams, response);
    if (pathname === '/token') return exchange(request, response);
    response.writeHead(documents[request.url] ? 200 : 404, { 'Content-Type': 'application/json' });
    return response.end(JSON.stringify(documents[request.url] ?? {}));
  });
  const { hostname, port } = new URL(ISSUER);
  await new Promise((resolve) => server.listen(Number(port), hostname, resolve));
  const issuer = {
    user: null,
    token: (subject) => issued({ sub: subject }),
    close: () => new Promise((resolve) => server.close(resolve)),
  };
  return issuer;
}
