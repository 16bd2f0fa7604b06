// Real OpenID providers for tests: the npm package oidc-provider, one for each name.
//
//   node oidc-host.mjs <folder with node_modules> <public address of the service> <name>=<port> …
//
// The page on which a user signs in is GET /interaction/<uid>?sub=…&email=…&verified=…, or ?error=… if the user cancels.
// PUT /broken {"token":503} lets the token endpoint answer that status; {} mends it. GET /requests: token requests so far.
// The provider "apple" takes a client secret like Apple's, a JWT signed with the key whose public part is in APPLE_KEY (PEM).
// The provider "conform" has claims of the user only at its user info endpoint, as OpenID Connect Core section 5.4 says.
import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';

const [folder, service, ...names] = process.argv.slice(2);
const { Provider } = await import(pathToFileURL(`${folder}/node_modules/oidc-provider/lib/index.js`));

const read = async (request) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString();
};

const secretOf = (name) => `secret of ${name}: + & = %`;

// Apple's manual, "Creating a client secret".
const isAppleSecret = (secret) => {
  const [header, claims, signature] = secret.split('.');
  const { alg, kid } = JSON.parse(Buffer.from(header, 'base64url'));
  const { iss, sub, aud, iat, exp } = JSON.parse(Buffer.from(claims, 'base64url'));
  const now = Date.now() / 1000;
  const key = { key: createPublicKey(process.env.APPLE_KEY), dsaEncoding: 'ieee-p1363' };
  return (
    alg === 'ES256' && kid === 'KEY1234567' && iss === 'TEAM123456' && sub === 'client-of-apple' &&
    aud === 'https://appleid.apple.com' && iat <= now + 1 && exp > now && exp - iat <= 15777000 &&
    verify('sha256', Buffer.from(`${header}.${claims}`), key, Buffer.from(signature, 'base64url'))
  );
};

for (const [name, port] of names.map((argument) => argument.split('='))) {
  const users = new Map();
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const provider = new Provider(`http://localhost:${port}`, {
    clients: [
      {
        client_id: `client-of-${name}`,
        client_secret: secretOf(name),
        redirect_uris: [`${service}/api/auth/callback/${name}`],
        token_endpoint_auth_method: name === 'apple' ? 'client_secret_post' : 'client_secret_basic',
      },
    ],
    clientAuthMethods: [name === 'apple' ? 'client_secret_post' : 'client_secret_basic'],
    claims: { email: ['email', 'email_verified'], profile: ['name'] },
    conformIdTokenClaims: name === 'conform',
    cookies: { keys: ['only for tests'] },
    features: { devInteractions: { enabled: false } },
    findAccount: (context, sub) => ({ accountId: sub, claims: () => ({ sub, ...users.get(sub) }) }),
    interactions: { url: (context, interaction) => `/interaction/${interaction.uid}` },
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: `key of ${name}` }] },
    pkce: { required: () => true },
  });
  const serve = provider.callback();
  let broken = {};
  let requests = 0;

  const signIn = async (request, response, query) => {
    if (query.has('error')) {
      return provider.interactionFinished(request, response, { error: query.get('error') });
    }
    const accountId = query.get('sub');
    users.set(accountId, {
      name: 'Ada Lovelace',
      ...(query.has('email') && { email: query.get('email'), email_verified: query.get('verified') === 'true' }),
    });
    const grant = new provider.Grant({ accountId, clientId: `client-of-${name}` });
    grant.addOIDCScope('openid email profile');
    return provider.interactionFinished(request, response, {
      login: { accountId, remember: false },
      consent: { grantId: await grant.save() },
    });
  };

  createServer(async (request, response) => {
    const url = new URL(request.url, 'http://localhost');
    if (url.pathname.startsWith('/interaction/')) return signIn(request, response, url.searchParams);
    if (url.pathname === '/broken') {
      broken = JSON.parse(await read(request));
      return response.writeHead(204).end();
    }
    if (url.pathname === '/requests') return response.end(String(requests));
    if (url.pathname === '/token') {
      requests += 1;
      if (broken.token) return response.writeHead(broken.token).end();
      if (name === 'apple') {
        const form = Object.fromEntries(new URLSearchParams(await read(request)));
        const client_secret = isAppleSecret(form.client_secret) ? secretOf(name) : 'wrong';
        request.body = { ...form, client_secret };
      }
    }
    return serve(request, response);
  }).listen(port, 'localhost');
}
