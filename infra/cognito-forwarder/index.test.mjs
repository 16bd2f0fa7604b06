import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, beforeEach, test } from 'node:test';
import { handler, sign } from './index.mjs';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const EVENT = {
  version: '1',
  triggerSource: 'PostConfirmation_ConfirmSignUp',
  region: 'eu-west-1',
  userPoolId: 'eu-west-1_Pool1',
  userName: 'ada',
  request: { userAttributes: { sub: 'b7e1', name: 'Ada Ü' } },
  response: {},
};

let server;
let seen;
let answer;

before(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => (body += part));
    request.on('end', () => {
      seen.push({ headers: request.headers, body });
      answer(response);
    });
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  process.env.HOOK_SECRET = SECRET;
  process.env.HOOK_TIMEOUT_MS = '300';
});

after(() => {
  server.closeAllConnections();
  server.close();
});

beforeEach(() => {
  process.env.HOOK_URL = `http://127.0.0.1:${server.address().port}/`;
  seen = [];
  answer = (response) => response.end('{}');
  console.error = () => {};
});

test('signs as the example of Standard Webhooks does', () => {
  assert.equal(
    sign(SECRET, 'msg_p5jXN8AQM9LWM0D4loKWxJek', '1614265330', '{"test": 2432232314}'),
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  );
});

test('sends the event signed and gives it back', async () => {
  assert.equal(await handler(EVENT), EVENT);

  assert.equal(seen.length, 1);
  const { headers, body } = seen[0];
  assert.deepEqual(JSON.parse(body), EVENT);
  assert.ok(Math.abs(Number(headers['webhook-timestamp']) - Date.now() / 1000) < 60);
  assert.equal(
    headers['webhook-signature'],
    sign(SECRET, headers['webhook-id'], headers['webhook-timestamp'], body),
  );
});

for (const [name, spoil] of [
  ['an error', () => (answer = (response) => response.writeHead(500).end())],
  ['a redirect', () => (answer = (response) => response.writeHead(302, { location: '/' }).end())],
  ['silence', () => (answer = () => {})],
  ['nobody listening', () => (process.env.HOOK_URL = 'http://127.0.0.1:1/')],
  ['no address', () => delete process.env.HOOK_URL],
  ['no secret', () => delete process.env.HOOK_SECRET],
]) {
  test(`a sign-up survives ${name}`, async () => {
    spoil();
    assert.equal(await handler(EVENT), EVENT);
    process.env.HOOK_SECRET = SECRET;
  });
}

test('logs nothing of the user', async () => {
  const logged = [];
  console.error = (line) => logged.push(line);
  process.env.HOOK_URL = 'http://127.0.0.1:1/';

  await handler(EVENT);

  assert.equal(logged.length, 1);
  assert.ok(!/ada|b7e1/i.test(logged[0]), logged[0]);
});
