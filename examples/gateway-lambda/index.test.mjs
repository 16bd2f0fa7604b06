// npm test: the packaged authorizer with a server in the place of the service.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';

const asked = [];
let answer;
const service = createServer(async (request, response) => {
  let body = '';
  for await (const part of request) body += part;
  asked.push({ path: request.url, authorization: request.headers.authorization, body: JSON.parse(body) });
  response.writeHead(answer.status ?? 200, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(answer.body));
});
let handler;
before(async () => {
  service.listen(0, '127.0.0.1');
  await once(service, 'listening');
  process.env.VESTIBULE_URL = `http://127.0.0.1:${service.address().port}`;
  process.env.GATEWAY_KEY = 'vss_test';
  process.env.SCOPES = '{"GET /reports":["reports:read"]}';
  ({ handler } = await import('./build/index.mjs'));
});
after(() => service.close());

const event = (headers) => ({
  version: '2.0', type: 'REQUEST', routeKey: 'GET /reports', headers,
  requestContext: { http: { method: 'GET', path: '/reports', sourceIp: '192.0.2.7' }, requestId: 'r-1' },
});
const refused = (code) => ({ body: { valid: false, code } });

test('a valid key is authorized, and the API learns whose it is', async () => {
  answer = { body: { valid: true, code: 'VALID', user_id: 'u1', key_id: 'k1', plan_type: 'pro' } };
  assert.deepEqual(await handler(event({ 'X-Api-Key': 'vst_1' })), {
    isAuthorized: true, context: { code: 'VALID', userId: 'u1', keyId: 'k1', plan: 'pro' },
  });
  assert.deepEqual(asked.at(-1), {
    path: '/api/keys/verify', authorization: 'Bearer vss_test',
    body: { key: 'vst_1', ip: '192.0.2.7', scopes: ['reports:read'], units: 1, request_id: 'r-1' },
  });
});

for (const code of ['DISABLED', 'EXPIRED', 'SUSPENDED', 'INSUFFICIENT_SCOPE', 'FORBIDDEN_IP', 'RATE_LIMITED', 'QUOTA_EXCEEDED']) {
  test(`${code} is refused`, async () => {
    answer = refused(code);
    const { isAuthorized, context } = await handler(event({ 'x-api-key': 'vst_1' }));
    assert.equal(isAuthorized, false);
    assert.equal(context.code, code);
  });
}

test('a missing and an unknown key are 401', async () => {
  answer = refused('NOT_FOUND');
  for (const headers of [undefined, {}, { 'x-api-key': '' }, { 'x-api-key': 'x' }]) {
    await assert.rejects(handler(event(headers)), { message: 'Unauthorized' });
  }
});

test('no answer of the service is no refusal of the key', async () => {
  for (const failing of [{ status: 503, body: {} }, { status: 401, body: {} }, refused('SOMETHING_NEW')]) {
    answer = failing;
    await assert.rejects(handler(event({ 'x-api-key': 'vst_1' })), { message: 'Verification is not available' });
  }
});
