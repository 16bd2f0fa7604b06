// Recordings are decrypted and played in the browser, piece by piece.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessible, api, card, choose, launch, loggedIn, logIn, played, recording, SECOND, section, wav } from './fixture.js';

let browser;
let close;
before(async () => ({ browser, close } = await launch()));
after(() => close());

const MB = 1_000_000;
const play = (page, name) => recording(page, name).getByRole('button', { name: /^Play/ }).click();

/** The playback worker, with a counter of the bytes it fetches. */
async function countingWorker(page) {
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
  return worker;
}

test('60 MB: progress is shown in bytes, and a seek fetches only a small part', { timeout: 240_000 }, async () => {
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
  // The DevTools protocol accepts files up to 50 MB by value, so the page creates the file.
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
  const mine = recording(page, 'long.wav');
  await mine.waitFor();
  assert.ok([...states].some((one) => /^Encrypting [\d.]+ MB of 60\.0 MB$/.test(one)), [...states].join('\n'));
  assert.ok([...states].some((one) => /^Uploading [\d.]+ MB of 60\.1 MB$/.test(one)), [...states].join('\n'));

  await mine.getByRole('button', { name: /^Play/ }).click();
  await played(mine);
  const worker = await countingWorker(page);
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

test('without peaks the waveform grows during playback, and another upload does not interrupt it', async () => {
  const { page, context, check, close: shut } = await loggedIn(browser);
  await context.route('**/api/audio-file', (route) => {
    const { details, ...rest } = route.request().postDataJSON();
    return route.continue({ postData: JSON.stringify(rest) });
  });
  await section(page, 'Recordings');
  await choose(page, 'song.wav', wav(10 * SECOND));
  await play(page, 'song.wav');
  const song = recording(page, 'song.wav');
  await played(song);
  // Played positions have tall bars; unplayed positions have dots in the middle.
  const tall = (part) => song.locator('canvas').evaluate((canvas, [from, to]) => {
    const { width, height } = canvas;
    const row = canvas.getContext('2d').getImageData(Math.round(width * from), Math.round(height / 4), Math.round(width * (to - from)), 1).data;
    return row.some((_, at) => at % 4 === 3 && row[at] > 0);
  }, part);
  assert.ok(await tall([0, 0.08]), 'heard');
  assert.ok(!(await tall([0.98, 1])), 'not heard yet');
  await choose(page, 'other.wav', wav(20_000));
  await recording(page, 'other.wav').waitFor();
  assert.deepEqual(await card(page, 'Your recordings').locator('.row-title').allTextContents(), ['other.wav', 'song.wav']);
  assert.ok(await song.getByRole('slider').isVisible(), 'the player is still there');
  check();
  await shut();
});

test('by keyboard: play, seek, pause; after a deletion the next row has the focus', async () => {
  const { page, check, close: shut } = await loggedIn(browser);
  await section(page, 'Recordings');
  await choose(page, 'first.wav', wav(20_000));
  await recording(page, 'first.wav').waitFor();
  await choose(page, 'second.wav', wav(30 * SECOND));
  const second = recording(page, 'second.wav');
  await second.getByRole('button', { name: 'Play second.wav' }).focus();
  await page.keyboard.press('Enter');
  await played(second);
  await second.getByRole('slider').focus();
  await page.keyboard.press('End');
  await second.locator('.clock').filter({ hasText: /^0:(29|30) / }).waitFor();
  await page.keyboard.press('Home');
  await second.locator('.clock').filter({ hasText: /^0:0\d / }).waitFor();
  await second.getByRole('button', { name: /^(Play|Pause) second.wav/ }).focus();
  await second.getByRole('button', { name: 'Delete second.wav' }).focus();
  await page.keyboard.press('Enter');
  await second.waitFor({ state: 'detached' });
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('aria-label')), 'Delete first.wav');
  check();
  await shut();
});

test('arrow keys move by five seconds, space pauses, a click on the waveform seeks, the speed is kept', async () => {
  const { page, check, close: shut } = await loggedIn(browser);
  await section(page, 'Recordings');
  await choose(page, 'long.wav', wav(120 * SECOND));
  const row = recording(page, 'long.wav');
  await row.getByRole('button', { name: 'Play long.wav' }).click();
  await played(row);
  const slider = row.getByRole('slider');
  await slider.focus();
  await page.keyboard.press('Space');
  await row.getByRole('button', { name: 'Play long.wav' }).waitFor();
  const seconds = async () => Number(/^(\d+):(\d+) /.exec(await row.locator('.clock').textContent()).slice(1).reduce((sum, one) => sum * 60 + Number(one), 0));
  const start = await seconds();
  for (const [key, by] of [['ArrowRight', 5], ['ArrowRight', 10], ['ArrowLeft', 5]]) {
    await page.keyboard.press(key);
    const now = await seconds();
    assert.ok(Math.abs(now - start - by) <= 1, `${key}: from ${start} to ${now}`);
  }
  const box = await row.locator('canvas').boundingBox();
  await row.locator('canvas').click({ position: { x: box.width / 2, y: box.height / 2 } });
  await row.locator('.clock').filter({ hasText: /^(0:59|1:0[01]) / }).waitFor();
  await row.getByLabel('Speed of long.wav').selectOption({ label: '2×' });
  await accessible(page, 'player');
  check();
  await shut();
});

test('after a reload the password unlocks the key again, and a wrong one is reported at its field', async () => {
  const { page, user, check, close: shut } = await loggedIn(browser);
  await section(page, 'Recordings');
  await choose(page, 'kept.wav', wav(3 * SECOND));
  await recording(page, 'kept.wav').waitFor();
  await page.reload();
  const lock = card(page, 'Unlock your recordings');
  await lock.waitFor();
  await accessible(page, 'locked');
  await recording(page, 'kept.wav').getByRole('button', { name: /^Play/ }).click();
  await page.getByText('Unlock your recordings to play them.').waitFor();
  const password = lock.getByLabel('Password', { exact: true });
  await password.fill('Hush-not-this-one');
  await lock.getByRole('button', { name: 'Unlock' }).click();
  await lock.getByText('Wrong password').waitFor();
  assert.equal(await password.getAttribute('aria-invalid'), 'true');
  await password.fill(user.password);
  await lock.getByRole('button', { name: 'Unlock' }).click();
  await lock.waitFor({ state: 'detached' });
  await recording(page, 'kept.wav').getByRole('button', { name: /^Play/ }).click();
  await played(recording(page, 'kept.wav'));
  check();
  await shut();
});

test('the recovery key also unlocks recordings', async () => {
  const { page, user, check, close: shut } = await loggedIn(browser);
  await section(page, 'Recordings');
  await choose(page, 'old.wav', wav(3 * SECOND));
  await recording(page, 'old.wav').waitFor();
  const { data: { recovery_key: key } } = await api('POST', '/api/user/recovery-key', { token: user.token, body: { password: user.password } });
  await page.reload();
  await section(page, 'Recordings');
  const lock = card(page, 'Unlock your recordings');
  await lock.getByRole('button', { name: 'Use the recovery key instead' }).click();
  await lock.getByLabel('Password', { exact: true }).fill(user.password);
  for (const wrong of ['ABCD', key.replace(/^./, (letter) => (letter === 'A' ? 'B' : 'A'))]) {
    await lock.getByLabel('Recovery key').fill(wrong);
    await lock.getByRole('button', { name: 'Unlock' }).click();
    await lock.getByText('Wrong recovery key').waitFor();
  }
  await lock.getByLabel('Recovery key').fill(key.toLowerCase());
  await lock.getByRole('button', { name: 'Unlock' }).click();
  await lock.waitFor({ state: 'detached' });
  await play(page, 'old.wav');
  await played(recording(page, 'old.wav'));
  check();
  await shut();
});

test('log-out removes the key, and playback works again after the next login', async () => {
  const { page, user, check, close: shut } = await loggedIn(browser);
  await section(page, 'Recordings');
  await choose(page, 'mine.wav', wav(3 * SECOND));
  await play(page, 'mine.wav');
  await played(recording(page, 'mine.wav'));
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.getByRole('heading', { name: 'Welcome back' }).waitFor();
  await page.waitForFunction(async () => !(await navigator.serviceWorker.getRegistration('/')));
  await logIn(page, user);
  await section(page, 'Recordings');
  await page.getByLabel('Choose file').waitFor({ state: 'attached' });
  await play(page, 'mine.wav');
  await played(recording(page, 'mine.wav'));
  check();
  await shut();
});

test('a modified recording is not played', async () => {
  const { page, check, close: shut } = await loggedIn(browser);
  await section(page, 'Recordings');
  await choose(page, 'sound.wav', wav(3 * SECOND));
  await choose(page, 'spoilt.wav', wav(60_000));
  await recording(page, 'sound.wav').getByRole('button', { name: /^Play/ }).click();
  await played(recording(page, 'sound.wav'));
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
  await recording(page, 'spoilt.wav').getByRole('button', { name: /^Play/ }).click();
  await page.getByText('modified or truncated').waitFor();
  check();
  await shut();
});
