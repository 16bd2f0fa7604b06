// An API of your own. It lets in whoever has a session token of Vestibule, and verifies the token itself by the published keys.
//   npm ci && npm start          ISSUER=http://localhost:8080 AUDIENCE=vestibule PORT=3000
import { createServer } from 'node:http';
import { createRemoteJWKSet, jwtVerify } from 'jose';

const { ISSUER = 'http://localhost:8080', AUDIENCE = 'vestibule', PORT = '3000', COOKIE = '__Host-auth_token' } = process.env;

// Fetched when it is first needed, kept, and fetched again when a token names a key that is not in it.
const keys = createRemoteJWKSet(new URL('/.well-known/jwks.json', ISSUER));

/** The claims of the token; throws if there is none or it is not valid. */
async function authenticate(request) {
  const { payload } = await jwtVerify(tokenOf(request), keys, {
    issuer: ISSUER, audience: AUDIENCE, typ: 'at+jwt', algorithms: ['ES256'], requiredClaims: ['sub', 'exp'],
  });
  return payload;
}

/** The bearer token. Behind the same host as Vestibule, the cookie also comes here; then other sites must be kept out. */
function tokenOf({ headers, method }) {
  const bearer = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '');
  if (bearer) return bearer[1];
  const cookie = (headers.cookie ?? '').split(/; */).find((one) => one.startsWith(`${COOKIE}=`));
  const safe = method === 'GET' || ['same-origin', 'none'].includes(headers['sec-fetch-site']);
  if (cookie && safe) return cookie.slice(COOKIE.length + 1);
  throw new Error('no token');
}

const answer = (response, status, body, headers = {}) =>
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', ...headers }).end(JSON.stringify(body));

createServer(async (request, response) => {
  if (request.url !== '/orders') return answer(response, 404, { error: 'Not found' });
  try {
    const { sub, email, groups, plan } = await authenticate(request);
    answer(response, 200, { user_id: sub, email, groups, plan, orders: [{ id: 1, item: 'a book' }] });
  } catch (failure) {
    // Without keys nothing can be verified: that is not the fault of the token.
    const unavailable = failure.code === 'ERR_JWKS_TIMEOUT' || failure instanceof TypeError;
    if (unavailable) answer(response, 503, { error: 'The keys of the issuer cannot be fetched' }, { 'Retry-After': '5' });
    else answer(response, 401, { error: 'A valid token is required' }, { 'WWW-Authenticate': 'Bearer' });
  }
}).listen(Number(PORT), '127.0.0.1', () => console.log(`http://127.0.0.1:${PORT}/orders`));
