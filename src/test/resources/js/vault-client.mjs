/**
 * A client of the vault, as AudioCryptoTest starts it: reads {url, email, password, size, fileId?}
 * from standard input and writes what it found as JSON.
 */
import { createHash } from 'node:crypto';
import * as vault from './audio-crypto.js';

const input = JSON.parse(await new Response(process.stdin).text());
const local = (link) => input.url + new URL(link).pathname + new URL(link).search;
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

async function call(method, path, token, body) {
  const answer = await fetch(input.url + path, {
    method,
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: body && JSON.stringify(body),
  });
  if (!answer.ok) {
    throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  }
  return answer.json();
}

async function* pieces(bytes) {
  for (let at = 0, size = 1; at < bytes.length; at += size, size = (size * 7) % 50_021) {
    yield bytes.subarray(at, at + size);
  }
}

const through = async (bytes, transform) =>
  new Uint8Array(await new Response(ReadableStream.from(pieces(bytes)).pipeThrough(transform)).arrayBuffer());

const login = await call('POST', '/api/login', null, { email: input.email, password: input.password });
const audioKey = await vault.unwrapAudioKey(input.password, login);
const audioKeys = await vault.unwrapAudioKeys(input.password, login);
const found = {};

// JavaScript encrypts, the server decrypts.
const plain = new Uint8Array(input.size);
for (let i = 0; i < plain.length; i++) {
  plain[i] = (i * 31 + (i >> 8)) & 0xff;
}
const place = await call('POST', '/api/audio-file/upload-url', login.token, {
  file_name: 'js.webm',
  content_type: 'audio/webm',
  file_size: vault.ciphertextLength(plain.length),
});
const context = vault.contextOf(login.user_id, place.s3_key);
const file = await through(plain, vault.encryptStream(audioKey, context));
found.lengthsAgree = file.length === vault.ciphertextLength(plain.length)
  && vault.plaintextLength(file.length) === plain.length;
const put = await fetch(place.upload_url, { method: place.method, headers: place.headers, body: file });
found.uploadStatus = put.status;
const { audio_file: record } = await call('POST', '/api/audio-file', login.token, {
  s3_key: place.s3_key, content_type: 'audio/webm', file_name: 'js.webm', file_size: file.length,
  key_id: login.audio_key.key_id,
});
found.recordStatus = record.status;
const link = await call('POST', '/api/decrypt-audio', login.token, {
  password: input.password, file_id: record.file_id,
});
const served = new Uint8Array(await (await fetch(local(link.download_url))).arrayBuffer());
found.servedAsItWas = sha256(served) === sha256(plain);

// What JavaScript itself makes of it, and of what is wrong with it.
const own = await through(file, vault.decryptStream(vault.keyOf(audioKeys, record), context));
found.ownAsItWas = sha256(own) === sha256(plain);
const refused = async (bytes, ctx = context) =>
  through(bytes, vault.decryptStream(audioKey, ctx)).then(() => false, (e) => e instanceof vault.InvalidCiphertext);
const flipped = file.slice();
flipped[file.length - 1] ^= 1;
found.refusals = [
  await refused(flipped),
  await refused(file.subarray(0, file.length - 1)),
  await refused(file.subarray(0, 40)),
  await refused(file.subarray(0, vault.HEADER)),
  await refused(file, vault.contextOf(login.user_id, 'elsewhere')),
];
found.lockedKeys = login.audio_key.wraps.filter((wrap) => wrap.kind === 'former-password').map((wrap) => wrap.key_id);
found.wrongPasswordKeys = (await vault.unwrapAudioKeys(`${input.password}x`, login)).size;
found.wrongPassword = await vault.unwrapAudioKey(`${input.password}x`, login)
  .then(() => false, (e) => e instanceof vault.InvalidCiphertext);

// Java encrypted, JavaScript decrypts: the whole, and ranges by S3 ranges.
if (input.fileId) {
  const { download_url: url, file_info: info } =
    await call('GET', `/api/audio-file/${input.fileId}/download-url`, login.token);
  const theirs = vault.contextOf(login.user_id, info.s3_key);
  const all = new Uint8Array(await (await fetch(url)).arrayBuffer());
  const theirKeys = input.formerPassword
    ? await vault.unwrapAudioKeysWithFormerPassword(input.formerPassword, login)
    : audioKeys;
  const theirKey = vault.keyOf(theirKeys, info);
  const opened = await through(all, vault.decryptStream(theirKey, theirs));
  found.javaSha256 = sha256(opened);
  found.javaKeyId = info.key_id;
  const read = async (from, to) =>
    new Uint8Array(await (await fetch(url, { headers: { range: `bytes=${from}-${to}` } })).arrayBuffer());
  found.ranges = [];
  for (const [from, to] of [[0, 0], [16383, 16384], [20000, 33000], [opened.length - 1, opened.length - 1]]) {
    const part = await vault.decryptRange(theirKey, theirs, read, all.length, from, to);
    found.ranges.push(sha256(part) === sha256(opened.subarray(from, to + 1)));
  }
}
// The same keys by a passkey, as after a login with it, and not by another one.
const prfOutput = new Uint8Array(32).fill(7);
const wraps = await vault.wrapAudioKeysForPasskey(input.password, login, prfOutput);
const byPasskey = { audio_key: { wraps: wraps.map((wrap) => ({ ...wrap, kind: 'passkey' })) } };
const passkeyKeys = await vault.unwrapAudioKeysWithPasskey(prfOutput, byPasskey);
found.passkey = sha256(await through(file, vault.decryptStream(vault.keyOf(passkeyKeys, record), context))) === sha256(plain)
  && [...passkeyKeys.values()].every((key) => !key.extractable)
  && wraps.every(({ wrapped }) => wrapped.length === 80);
found.otherPasskeyKeys = (await vault.unwrapAudioKeysWithPasskey(new Uint8Array(32), byPasskey)).size;
if (input.recoveryKey) {
  const typed = input.recoveryKey.toLowerCase().replaceAll('-', ' ');
  const recovered = await vault.unwrapWithRecoveryKey(typed, login);
  found.recoveredKeys = [...(await vault.unwrapAudioKeysWithRecoveryKey(typed, login)).keys()];
  found.recovered = sha256(await through(file, vault.decryptStream(recovered, context))) === sha256(plain);
}
console.log(JSON.stringify(found));
