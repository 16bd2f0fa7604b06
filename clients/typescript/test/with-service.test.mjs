// The client against the packaged service: node ../../src/test/clients/service.mjs node --test test/with-service.test.mjs
import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { createClient, currentUser, isProblem, logIn, logOut, memoryStore, orThrow, signUp } from '../dist/index.js';
import { InvalidCiphertext, openVault } from '../dist/vault/index.js';

const baseUrl = process.env.SERVICE_URL;
const skip = baseUrl ? false : 'needs SERVICE_URL';
const person = () => ({ email: `u${randomUUID()}@people.example`, password: `Hush-${randomUUID()}` });

test('an account, its profile, and errors by their code', { skip }, async () => {
  const client = createClient({ baseUrl, mode: 'bearer' });
  const ada = person();
  assert.equal((await signUp(client, ada)).done, true);
  const { error } = await client.api.POST('/api/auth/signup', { body: ada });
  assert.equal(error.code, 'user-exists-at-signup');
  const profile = await orThrow(client.api.PATCH('/api/user/profile', { body: { givenName: 'Ada' } }));
  assert.equal(profile.givenName, 'Ada');
  assert.equal((await currentUser(client)).user.email, ada.email);
  await assert.rejects(logIn(createClient({ baseUrl, mode: 'bearer' }), { ...ada, password: 'wrong' }), (failure) => isProblem(failure, 'invalid-credentials', 'invalid-email-or-password'));
  await logOut(client);
  assert.equal(await currentUser(client), undefined);
});

test('ten clients with one store renew again and again; the session lives', { skip }, async () => {
  const store = memoryStore();
  const tabs = Array.from({ length: 10 }, () => createClient({ baseUrl, mode: 'bearer', store }));
  await signUp(tabs[0], person());
  const { session: { session_id } } = await currentUser(tabs[0]);
  for (let round = 0; round < 3; round++) {
    const before = await tabs[0].session.token();
    await store.write({ ...(await store.read()), renewAt: 1 });
    const users = await Promise.all(tabs.map((tab) => orThrow(tab.api.GET('/api/user'))));
    assert.equal(new Set(users.map(({ user_id }) => user_id)).size, 1);
    assert.notEqual(await tabs[0].session.token(), before);
  }
  assert.equal((await currentUser(tabs[9])).session.session_id, session_id);
});

test('a proof of identity replaces the token, and the session lives', { skip }, async () => {
  const client = createClient({ baseUrl, mode: 'bearer' });
  const ada = person();
  await signUp(client, ada);
  const before = await client.session.token();
  await orThrow(client.api.POST('/api/auth/reauthenticate', { body: { password: ada.password } }));
  assert.notEqual(await client.session.token(), before);
  assert.ok(await currentUser(client));
});

test('a recording: encrypted, uploaded, listed, read in parts and in whole, deleted', { skip }, async () => {
  const client = createClient({ baseUrl, mode: 'bearer' });
  const ada = person();
  const { login } = await signUp(client, ada);
  const vault = await openVault(client, { password: ada.password, login });
  const bytes = new Uint8Array(randomBytes(70_000));
  const progress = [];
  const recording = await vault.upload({ audio: new Blob([bytes], { type: 'audio/mp4' }), name: 'a.m4a', durationMs: 1_234.4, onProgress: (done) => progress.push(done) });
  assert.equal(recording.status, 'ready');
  assert.equal(recording.duration_ms, 1_234);
  assert.equal(progress.at(-1), bytes.length);
  assert.equal(vault.size(recording), bytes.length);
  const again = await openVault(client, { password: ada.password });
  const list = async () => {
    const all = [];
    for await (const one of again.list(1)) all.push(one);
    return all;
  };
  const listed = await list();
  assert.deepEqual(listed.map(({ file_id }) => file_id), [recording.file_id]);
  assert.deepEqual(await again.range(listed[0], 16_000, 40_000), bytes.slice(16_000, 40_001));
  const whole = await again.open(listed[0]);
  assert.equal(whole.type, 'audio/mp4');
  assert.deepEqual(new Uint8Array(await whole.arrayBuffer()), bytes);
  await assert.rejects(openVault(client, { password: 'wrong', login }), InvalidCiphertext);
  await assert.rejects(openVault(client, { password: 'wrong' }), (failure) => isProblem(failure, 'invalid-password'));
  await again.remove(listed[0]);
  assert.deepEqual(await list(), []);
});
