import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessible, api, card, launch, loggedIn, open, logIn, registered, section, wav } from './stage.js';

let browser;
let close;
before(async () => ({ browser, close } = await launch()));
after(() => close());

const MB = 1_000_000;

async function choose(page, name, buffer, mimeType = 'audio/wav') {
  await page.getByLabel('Choose file').setInputFiles({ name, mimeType, buffer });
}

const row = (page, name) => card(page, 'Your recordings').getByRole('listitem').filter({ hasText: name });

test('a recording by microphone is encrypted, uploaded, listed and played', async () => {
  const { page, somebody, check, close: shut } = await loggedIn(browser);
  await section(page, 'Recordings');
  await page.getByText('No recordings yet').waitFor();
  await page.getByRole('button', { name: 'Record', exact: true }).click();
  await page.getByRole('timer', { name: 'Recording' }).filter({ hasText: '0:02' }).waitFor();
  await accessible(page, 'while recording');
  await page.getByRole('button', { name: 'Stop' }).click();
  const mine = row(page, /Recording /);
  await mine.getByRole('button', { name: /^Play/ }).click();
  await mine.getByRole('button', { name: /^Pause/ }).waitFor();
  await mine.getByText(/0:01 \/ 0:0/).waitFor();
  await accessible(page, 'while playing');
  const { data } = await api('GET', '/api/user/audio-files', { token: somebody.token });
  const [file] = data.audio_files;
  assert.match(file.content_type, /^audio\/(webm|mp4|ogg)$/);
  assert.ok(file.duration_ms >= 2_000 && file.duration_ms < 20_000, String(file.duration_ms));
  check();
  await shut();
});

test('what lies in the store is not what was recorded', async () => {
  const { page, somebody, check, close: shut } = await loggedIn(browser);
  await section(page, 'Recordings');
  const plain = wav(200_000);
  await choose(page, 'tone.wav', plain);
  await row(page, 'tone.wav').waitFor();
  const { data: { audio_files: [file] } } = await api('GET', '/api/user/audio-files', { token: somebody.token });
  const { data: { download_url: url } } = await api('GET', `/api/audio-file/${file.file_id}/download-url`, { token: somebody.token });
  const sealed = Buffer.from(await (await fetch(url)).arrayBuffer());
  assert.equal(sealed.length, file.file_size);
  assert.equal(sealed.indexOf(plain.subarray(100, 132)), -1);
  const { status, data } = await api('POST', '/api/decrypt-audio', { token: somebody.token, body: { password: somebody.password, file_id: file.file_id } });
  assert.equal(status, 200);
  const opened = Buffer.from(await (await fetch(data.download_url)).arrayBuffer());
  assert.deepEqual(opened, plain);
  check();
  await shut();
});

test('60 MB: progress in bytes, and a seek fetches a small part', { timeout: 240_000 }, async () => {
  const { page, check, close: shut } = await loggedIn(browser);
  page.setDefaultTimeout(120_000);
  await section(page, 'Recordings');
  const states = new Set();
  await page.exposeFunction('said', (text) => states.add(text));
  await page.evaluate(() => new MutationObserver(() => {
    const state = document.querySelector('.upload .hint')?.textContent;
    if (state) globalThis.said(state);
  }).observe(document.querySelector('main'), { subtree: true, childList: true, characterData: true }));
  await page.getByLabel('Choose file').waitFor({ state: 'attached' });
  // Chromium's debugger takes files of at most 50 MB by value, so the page makes it.
  await page.evaluate((head) => {
    const bytes = new Uint8Array(60_000_000);
    const period = new Int16Array(400).map((_, n) => 9000 * Math.sin((2 * Math.PI * n) / 400));
    const samples = new Int16Array(bytes.buffer);
    for (let at = 22; at < samples.length; at += 400) samples.set(period.subarray(0, Math.min(400, samples.length - at)), at);
    bytes.set(head);
    const transfer = new DataTransfer();
    transfer.items.add(new File([bytes], 'long.wav', { type: 'audio/wav' }));
    const input = document.querySelector('input[type=file]');
    input.files = transfer.files;
    input.dispatchEvent(new Event('change'));
  }, [...wavHead(60_000_000)]);
  const mine = row(page, 'long.wav');
  await mine.waitFor();
  assert.ok([...states].some((one) => /^Encrypting [\d.]+ MB of 60\.0 MB$/.test(one)), [...states].join('\n'));
  assert.ok([...states].some((one) => /^Uploading [\d.]+ MB of 60\.1 MB$/.test(one)), [...states].join('\n'));

  await mine.getByRole('button', { name: /^Play/ }).click();
  await mine.getByText(/0:01 \//).waitFor();
  const [worker] = page.context().serviceWorkers();
  await worker.evaluate(() => {
    const { fetch } = self;
    self.fetched = 0;
    self.fetch = async (...request) => {
      const response = await fetch(...request);
      self.fetched += Number(response.headers.get('Content-Length'));
      return response;
    };
  });
  const length = Math.floor((60_000_000 - 44) / 88_200);
  await mine.getByRole('slider').evaluate((slider) => {
    slider.value = 800;
    slider.dispatchEvent(new Event('input', { bubbles: true }));
  });
  const seconds = async () => {
    const [at] = (await mine.locator('.clock').textContent()).split(' / ');
    const [minutes, rest] = at.split(':').map(Number);
    return minutes * 60 + rest;
  };
  const deadline = Date.now() + 60_000;
  while ((await seconds()) < Math.floor(length * 0.8) + 2) {
    assert.ok(Date.now() < deadline, `stands at ${await seconds()} s`);
    await page.waitForTimeout(200);
  }
  const fetched = await worker.evaluate(() => self.fetched);
  assert.ok(fetched > 1 * MB && fetched < 20 * MB, `fetched ${fetched} bytes`);
  check();
  await shut();
});

function wavHead(bytes) {
  const head = wav(100).subarray(0, 44);
  head.writeUInt32LE(bytes - 8, 4);
  head.writeUInt32LE(bytes - 44, 40);
  return head;
}

test('after a reload the password brings the key back, and a wrong one is told so at its field', async () => {
  const { page, somebody, check, close: shut } = await loggedIn(browser);
  await section(page, 'Recordings');
  await choose(page, 'kept.wav', wav(100_000));
  await row(page, 'kept.wav').waitFor();
  await page.reload();
  const lock = card(page, 'Unlock your recordings');
  await lock.waitFor();
  await accessible(page, 'locked');
  await row(page, 'kept.wav').getByRole('button', { name: /^Play/ }).click();
  await page.getByText('Unlock your recordings to play them.').waitFor();
  const password = lock.getByLabel('Password', { exact: true });
  await password.fill('Hush-not-this-one');
  await lock.getByRole('button', { name: 'Unlock' }).click();
  await lock.getByText('This is not your password').waitFor();
  assert.equal(await password.getAttribute('aria-invalid'), 'true');
  await password.fill(somebody.password);
  await lock.getByRole('button', { name: 'Unlock' }).click();
  await row(page, 'kept.wav').getByRole('button', { name: /^Play/ }).click();
  await row(page, 'kept.wav').getByRole('button', { name: /^Pause/ }).waitFor();
  check();
  await shut();
});

test('a recording that was tampered with is not played', async () => {
  const { page, check, close: shut } = await loggedIn(browser);
  await section(page, 'Recordings');
  await choose(page, 'sound.wav', wav(60_000));
  await choose(page, 'spoilt.wav', wav(60_000));
  await row(page, 'sound.wav').getByRole('button', { name: /^Play/ }).click();
  await row(page, 'sound.wav').getByRole('button', { name: /^Pause/ }).waitFor();
  const [worker] = page.context().serviceWorkers();
  await worker.evaluate(() => {
    const { fetch } = self;
    self.fetch = async (...request) => {
      const response = await fetch(...request);
      const bytes = new Uint8Array(await response.arrayBuffer());
      bytes[bytes.length - 30] ^= 1;
      return new Response(bytes, response);
    };
  });
  await row(page, 'spoilt.wav').getByRole('button', { name: /^Play/ }).click();
  await page.getByText('changed or cut short').waitFor();
  check();
  await shut();
});

test('a link for transcription asks for the password and says when it ends', async () => {
  const { page, somebody, check, close: shut } = await loggedIn(browser);
  await section(page, 'Recordings');
  const plain = wav(50_000);
  await choose(page, 'meeting.wav', plain);
  await row(page, 'meeting.wav').getByRole('button', { name: 'Link for transcription of meeting.wav' }).click();
  const dialog = page.getByRole('dialog', { name: 'Link for transcription' });
  await dialog.getByLabel('Your password', { exact: true }).fill('Hush-not-this-one');
  await dialog.getByRole('button', { name: 'Make link' }).click();
  await dialog.getByText('Invalid password').waitFor();
  await dialog.getByLabel('Your password', { exact: true }).fill(somebody.password);
  await dialog.getByRole('button', { name: 'Make link' }).click();
  await dialog.getByText(/^Expires in [45] minutes$/).waitFor();
  await accessible(page, 'link');
  await dialog.getByRole('button', { name: 'Copy' }).click();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  assert.deepEqual(Buffer.from(await (await fetch(link)).arrayBuffer()), plain);
  check();
  await shut();
});

test('a deletion can be taken back for a while, then it is done', async () => {
  const { page, somebody, check, close: shut } = await loggedIn(browser);
  await section(page, 'Recordings');
  await choose(page, 'one.wav', wav(40_000));
  await row(page, 'one.wav').waitFor();
  await page.getByRole('button', { name: 'Delete one.wav' }).click();
  await page.getByText('No recordings yet').waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await row(page, 'one.wav').waitFor();
  await page.getByRole('button', { name: 'Delete one.wav' }).click();
  await page.locator('.toast', { hasText: 'one.wav is deleted' }).getByRole('button', { name: 'Close' }).click();
  const deadline = Date.now() + 20_000;
  for (;;) {
    const { data } = await api('GET', '/api/user/audio-files', { token: somebody.token });
    if (!data.audio_files.length) break;
    assert.ok(Date.now() < deadline, 'still there');
    await page.waitForTimeout(200);
  }
  check();
  await shut();
});

test('a deletion is done when its owner logs out at once', async () => {
  const { page, somebody, check, close: shut } = await loggedIn(browser);
  await section(page, 'Recordings');
  await choose(page, 'last.wav', wav(40_000));
  await row(page, 'last.wav').waitFor();
  await page.getByRole('button', { name: 'Delete last.wav' }).click();
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.getByRole('heading', { name: 'Welcome back' }).waitFor();
  const { data } = await api('GET', '/api/user/audio-files', { token: somebody.token });
  assert.deepEqual(data.audio_files, []);
  check();
  await shut();
});

test('the list is newest first and comes in pages', async () => {
  const somebody = await registered();
  for (let n = 1; n <= 23; n++) {
    const { status } = await api('POST', '/api/audio-file', { token: somebody.token, body: { s3_key: `users/${somebody.userId}/old-${n}`, file_name: `take ${String(n).padStart(2, '0')}`, file_size: 4000 } });
    assert.equal(status, 201);
  }
  const { page, check, close: shut } = await open(browser, undefined, '#/recordings');
  await logIn(page, somebody);
  const rows = card(page, 'Your recordings').getByRole('listitem');
  await rows.nth(19).waitFor();
  assert.equal(await rows.count(), 20);
  await page.getByRole('button', { name: 'Show more' }).click();
  await rows.nth(22).waitFor();
  const names = await rows.locator('.row-title').allTextContents();
  assert.deepEqual(names, Array.from({ length: 23 }, (_, at) => `take ${String(23 - at).padStart(2, '0')}`));
  assert.ok(await page.getByRole('button', { name: 'Show more' }).isHidden());
  check();
  await shut();
});

test('a file that is no audio is refused in words', async () => {
  const { page, check, close: shut } = await loggedIn(browser);
  await section(page, 'Recordings');
  await choose(page, 'letter.txt', Buffer.from('hello'), 'text/plain');
  await page.getByText('This is not an audio file.').waitFor();
  check();
  await shut();
});
