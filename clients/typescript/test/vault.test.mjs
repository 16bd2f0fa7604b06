// The vault against the shared vectors, and against what can be wrong with a file.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { inflateSync } from 'node:zlib';
import * as vault from '../dist/vault/index.js';
import { webAssembly } from '../dist/vault/argon2.js';

const vectors = (name) => JSON.parse(readFileSync(new URL(`../../../src/test/resources/vectors/${name}`, import.meta.url)));
const hex = (text) => new Uint8Array(Buffer.from(text, 'hex'));
const audioKey = (bytes) => crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-512', length: bytes.length * 8 }, false, ['sign']);
const through = async (stream, transform) => new Uint8Array(await new Response(stream.pipeThrough(transform)).arrayBuffer());
const pieces = (bytes, size) => ReadableStream.from((function* () {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
})());

test('Cobblestone-256: the shared vectors', async () => {
  let ran = 0;
  for (const group of vectors('cobblestone-256.json').testGroups) {
    for (const one of group.tests) {
      const key = hex(one.key);
      // An audio key has 32 bytes; WebCrypto refuses an empty one.
      if (key.length !== 32) continue;
      ran++;
      const file = new Uint8Array(inflateSync(hex(one.ct)));
      const decrypted = through(pieces(file, 5_000), vault.decryptStream(await audioKey(key), hex(one.ctx)));
      if (one.result === 'valid') {
        const plain = await decrypted;
        assert.equal(plain.length, Number(one.msgLength), `tcId ${one.tcId}`);
        assert.equal(createHash('sha512').update(plain).digest('hex'), one.msgSha512, `tcId ${one.tcId}`);
      } else {
        await assert.rejects(decrypted, vault.InvalidCiphertext, `tcId ${one.tcId}`);
      }
    }
  }
  assert.ok(ran > 20, `only ${ran}`);
});

test('Argon2id: the shared vectors', async () => {
  for (const { password, salt, memoryKiB: m, iterations: t, parallelism: p, phc } of vectors('argon2id.json').argon2id.filter((one) => one.memoryKiB < 65_536)) {
    const hash = await webAssembly(Buffer.from(password), Buffer.from(salt), { m, t, p });
    assert.equal(Buffer.from(hash).toString('base64').replace(/=/g, ''), phc.split('$').at(-1));
  }
});

test('a file of any size comes back, in whole and in parts', async () => {
  const key = await audioKey(randomBytes(32));
  const context = vault.contextOf('user', 'key');
  for (const size of [0, 1, vault.CHUNK - 1, vault.CHUNK, vault.CHUNK + 1, 3 * vault.CHUNK + 77]) {
    const plain = new Uint8Array(randomBytes(size));
    const file = await through(pieces(plain, 7_001), vault.encryptStream(key, context));
    assert.equal(file.length, vault.ciphertextLength(size));
    assert.equal(vault.plaintextLength(file.length), size);
    assert.deepEqual(await through(pieces(file, 9_999), vault.decryptStream(key, context)), plain);
    const reads = [];
    const read = async (from, to) => (reads.push(to - from + 1), file.slice(from, to + 1));
    for (const [from, to] of [[0, 0], [0, size - 1], [vault.CHUNK - 1, vault.CHUNK], [size - 1, size - 1]]) {
      if (to >= size || from < 0 || to < from) continue;
      assert.deepEqual(await vault.decryptRange(key, context, read, file.length, from, to), plain.slice(from, to + 1));
    }
    if (size > 3 * vault.CHUNK) {
      reads.length = 0;
      await vault.decryptRange(key, context, read, file.length, 5, 9);
      assert.deepEqual(reads, [vault.HEADER, vault.CHUNK + 16]);
    }
  }
});

test('a file that is wrong is refused', async () => {
  const key = await audioKey(randomBytes(32));
  const context = vault.contextOf('user', 'key');
  const file = await through(pieces(new Uint8Array(40_000), 40_000), vault.encryptStream(key, context));
  const refused = (bytes, under = key, of = context) => assert.rejects(through(pieces(bytes, 16_400), vault.decryptStream(under, of)), vault.InvalidCiphertext);
  const flipped = file.slice();
  flipped[flipped.length - 1] ^= 1;
  await refused(flipped);
  await refused(file.subarray(0, file.length - 1));
  await refused(file.subarray(0, vault.HEADER + 2 * 16_400));
  await refused(file.subarray(0, 40));
  await refused(file, await audioKey(randomBytes(32)));
  await refused(file, key, vault.contextOf('user', 'elsewhere'));
});

test('details are read with the key of their recording; what cannot be read is empty', async () => {
  const key = await audioKey(randomBytes(32));
  const details = { peaks: 'AZ09-_', later: [1, null] };
  const record = { s3_key: 'k', details: await vault.encryptDetails(key, 'u', 'k', details) };
  assert.match(record.details, /^[\w-]+$/);
  assert.deepEqual(await vault.decryptDetails(key, 'u', record), details);
  for (const [under, userId, other] of [
    [await audioKey(randomBytes(32)), 'u', record], [key, 'someone', record], [key, 'u', { ...record, s3_key: 'elsewhere' }],
    [key, 'u', { ...record, details: 'A' }], [key, 'u', { s3_key: 'k' }], [key, 'u', { s3_key: 'k', details: null }],
    [key, 'u', { s3_key: 'k', details: await vault.encryptDetails(key, 'u', 'k', null) }],
  ]) {
    assert.deepEqual(await vault.decryptDetails(under, userId, other), {});
  }
});

test('a blob is encrypted in pieces, with its progress, until it is cancelled', async () => {
  const key = await audioKey(randomBytes(32));
  const context = vault.contextOf('user', 'key');
  const plain = new Uint8Array(randomBytes(4_200_000));
  const told = [];
  const sealed = await vault.encryptBlob(key, context, new Blob([plain]), { onProgress: (done) => told.push(done) });
  assert.equal(sealed.size, vault.ciphertextLength(plain.length));
  assert.equal(told.at(-1), plain.length);
  assert.deepEqual(await through(sealed.stream(), vault.decryptStream(key, context)), plain);
  await assert.rejects(vault.encryptBlob(key, context, new Blob([plain]), { signal: AbortSignal.abort(new Error('no more')) }), /no more/);
});

test('audio keys are unwrapped by password, recovery key and passkey; wrong secrets unwrap nothing', async () => {
  const bytes = randomBytes(32);
  const kdf = { name: 'argon2id', v: 19, m: 64, t: 1, p: 1 };
  const salt = randomBytes(16).toString('hex');
  const aad = 'vestibule/audio-key/v1/u';
  const wrap = async (kek) => {
    const key = await crypto.subtle.importKey('raw', kek, 'AES-GCM', false, ['encrypt']);
    const iv = randomBytes(12);
    const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: Buffer.from(aad) }, key, bytes);
    return Buffer.concat([iv, Buffer.from(sealed)]).toString('base64url');
  };
  const password = 'Zu\u0308rich 1';
  const byPassword = await wrap(await webAssembly(Buffer.from(password.normalize('NFC')), hex(salt), kdf));
  const recovery = new Uint8Array(32);
  const login = { key_salt: salt, audio_key: { key_id: 'k1', wrapped: byPassword, aad, kdf, wraps: [
    { id: 'k1:password', kind: 'password', key_id: 'k1', wrapped: byPassword, aad, kdf },
    { id: 'k1:recovery', kind: 'recovery', key_id: 'k1', wrapped: await wrap(recovery), aad },
    { id: 'k1:future', kind: 'of a later version', key_id: 'k1', wrapped: '', aad },
  ] } };
  const sign = async (key) => Buffer.from(await crypto.subtle.sign('HMAC', key, new Uint8Array(1))).toString('hex');
  const expected = await sign(await audioKey(bytes));
  const keys = await vault.unwrapWithPassword(password, login);
  assert.equal(await sign(keys.get('k1')), expected);
  assert.equal(keys.get('k1').extractable, false);
  assert.equal((await vault.unwrapWithPassword('wrong', login)).size, 0);
  assert.equal(await sign((await vault.unwrapWithRecoveryKey(`${'a'.repeat(26)} - ${'A'.repeat(26)}`, login)).get('k1')), expected);
  await assert.rejects(vault.unwrapWithRecoveryKey('short', login), RangeError);
  const secret = new Uint8Array(randomBytes(32));
  const [wrapped] = await vault.wrapForPasskey(password, login, secret);
  const byPasskey = { audio_key: { wraps: [{ ...wrapped, id: 'p', kind: 'passkey' }] } };
  assert.equal(await sign((await vault.unwrapWithPasskey(secret, byPasskey)).get('k1')), expected);
  assert.equal((await vault.unwrapWithPasskey(new Uint8Array(32), byPasskey)).size, 0);
});

test('a link that has expired is replaced once', async (context) => {
  const key = await audioKey(randomBytes(32));
  const objects = new Map();
  let links = 0;
  let refusals = 0;
  const answer = (data) => ({ data, response: new Response('{}') });
  const client = { api: {
    POST: async (path, { body }) => path.endsWith('upload-url')
      ? answer({ upload_url: `https://store.example/put/${++links}`, method: 'PUT', headers: {}, s3_key: `key-${links}` })
      : answer({ audio_file: { ...body, file_id: 'f' } }),
    GET: async () => answer({ download_url: `https://store.example/get/${++links}`, expires_at: new Date(Date.now() + 3e5).toISOString() }),
  } };
  context.mock.method(globalThis, 'fetch', async (url, init = {}) => {
    if (refusals-- > 0) return new Response('<Error/>', { status: 403 });
    if (init.method === 'PUT') objects.set(url, new Uint8Array(await init.body.arrayBuffer()));
    return new Response([...objects.values()].at(-1));
  });
  const opened = new vault.Vault(client, 'u', 'k1', new Map([['k1', key]]));
  refusals = 1;
  const sent = [];
  const recording = await opened.upload({ audio: new Blob(['sound']), details: { peaks: 'AB' }, onSent: (done, all) => sent.push([done, all]) });
  assert.equal(recording.s3_key, 'key-2');
  assert.deepEqual(sent, [[vault.ciphertextLength(5), vault.ciphertextLength(5)]]);
  assert.deepEqual(await opened.details(recording), { peaks: 'AB' });
  refusals = 1;
  assert.equal(await (await opened.open(recording)).text(), 'sound');
  assert.equal(links, 4);
  assert.equal(await (await opened.open(recording)).text(), 'sound');
  assert.equal(links, 4);
  refusals = 2;
  await assert.rejects(opened.open(recording), { status: 403 });
  await assert.rejects(opened.open({ ...recording, key_id: 'k0' }), vault.LockedKey);
  assert.deepEqual(await opened.details({ ...recording, key_id: 'k0' }), {});
});
