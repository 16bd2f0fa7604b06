import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClient, isProblem, logIn, orThrow, ProblemError } from '../dist/index.js';

const answering = (status, body, headers = {}) => createClient({
  baseUrl: 'http://service.example', mode: 'bearer',
  fetch: async () => new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers: { 'Content-Type': 'application/problem+json', ...headers } }),
});
const problem = (status, code, more = {}) => ({ type: `urn:vestibule:problem:${code}`, title: 'x', status, detail: 'd', error: 'the sentence', code, ...more });
const login = { email: 'ada@example.com', password: 'p' };

test('an error response is thrown with its code, sentence and waiting time', async () => {
  const client = answering(429, problem(429, 'too-many-attempts'), { 'Retry-After': '7' });
  await assert.rejects(logIn(client, login), (failure) => {
    assert.ok(failure instanceof ProblemError);
    assert.equal(failure.message, 'the sentence');
    assert.equal(failure.retryAfter, 7);
    assert.ok(isProblem(failure));
    assert.ok(isProblem(failure, 'invalid-credentials', 'too-many-attempts'));
    assert.ok(!isProblem(failure, 'invalid-credentials'));
    return true;
  });
  assert.equal(isProblem(new Error('other')), false);
});

test('a second factor that is due is a result, not an error', async () => {
  const client = answering(401, problem(401, 'mfa-required', { mfa_token: 't', methods: ['totp'] }));
  assert.deepEqual(await logIn(client, login), { done: false, mfaToken: 't', methods: ['totp'] });
});

test('a page of a proxy becomes a problem with the code unknown', async () => {
  const client = answering(502, '<h1>Bad gateway</h1>', { 'Content-Type': 'text/html' });
  const { error } = await client.api.GET('/api/user');
  assert.equal(error.code, 'unknown');
  assert.equal(error.status, 502);
  await assert.rejects(orThrow(client.api.GET('/api/user')), { code: 'unknown', status: 502 });
});
