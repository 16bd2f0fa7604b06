/** The client of bench/stream: node stream.mjs <url> <MiB> <name>:<pid>… prints the CPU time of these processes, too. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as vault from './audio-crypto.js';

const [url, mib] = [process.argv[2], Number(process.argv[3])];
const processes = process.argv.slice(4).map((given) => given.split(':'));
const size = mib * 1024 * 1024 + 12_345;
const PIECE = 1 << 20;

/** Piece k of the recording: cheap to compute, and all pieces differ. */
const piece = (k) => {
  const bytes = new Uint8Array(Math.min(PIECE, size - k * PIECE));
  const words = new Uint32Array(bytes.buffer, 0, bytes.length >> 2);
  for (let i = 0; i < words.length; i++) {
    words[i] = Math.imul(i + k * 262_147, 2654435761);
  }
  return bytes;
};

const call = async (path, token, body) => {
  const answer = await fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
};
const rate = (bytes, since) => `${(bytes / 1e3 / (performance.now() - since)).toFixed(0)} MB/s`;

/** User and system time in seconds (proc(5)); Linux counts 100 ticks a second. */
const cpu = (pid) => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
};

const password = `Hush-${crypto.randomUUID()}`;
const login = await call('/api/register', null, { email: `b${Date.now()}@people.example`, password });
const audioKey = await vault.unwrapAudioKey(password, login);
const place = await call('/api/audio-file/upload-url', login.token, {
  file_name: 'long.webm', content_type: 'audio/webm', file_size: vault.ciphertextLength(size),
});

const sent = createHash('sha256');
const plaintext = ReadableStream.from((function* () {
  for (let k = 0; k * PIECE < size; k++) {
    const bytes = piece(k);
    sent.update(bytes);
    yield bytes;
  }
})());
let begun = performance.now();
const put = request(place.upload_url, { method: 'PUT', headers: place.headers });
const done = new Promise((resolve, reject) => put.on('response', resolve).on('error', reject));
const encrypted = plaintext.pipeThrough(
  vault.encryptStream(audioKey, vault.contextOf(login.user_id, place.s3_key)));
await pipeline(Readable.fromWeb(encrypted), put);
const status = (await done).statusCode;
if (status !== 200) throw new Error(`S3 answered ${status}`);
console.log(`encrypted and uploaded ${size} bytes: ${rate(size, begun)}`);

const { audio_file: file } = await call('/api/audio-file', login.token, { s3_key: place.s3_key });
const { download_url: link } = await call('/api/decrypt-audio', login.token, { password, file_id: file.file_id });

const before = processes.map(([, pid]) => cpu(pid));
begun = performance.now();
const received = createHash('sha256');
let bytes = 0;
for await (const part of (await fetch(link)).body) {
  received.update(part);
  bytes += part.length;
}
console.log(`streamed decrypted ${bytes} bytes: ${rate(bytes, begun)}`);
processes.forEach(([name, pid], i) => console.log(
  `CPU of the ${name}: ${((cpu(pid) - before[i]) / (bytes / 2 ** 30)).toFixed(2)} s a GiB`));
if (bytes !== size || received.digest('hex') !== sent.digest('hex')) throw new Error('the streamed content differs from the upload');

begun = performance.now();
const middle = Math.floor(size / 2 / PIECE) * PIECE;
const range = await fetch(link, { headers: { range: `bytes=${middle}-${middle + PIECE - 1}` } });
const part = new Uint8Array(await range.arrayBuffer());
if (range.status !== 206 || Buffer.compare(part, piece(middle / PIECE)) !== 0) throw new Error('wrong range');
console.log(`1 MiB of its middle: ${(performance.now() - begun).toFixed(0)} ms`);
