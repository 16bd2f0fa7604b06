import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { accessible, api, card, choose, DESKTOP, launch, loggedIn, logIn, open, PHONE, played, recording, registered, SECOND, section, wav } from './fixture.js';

let browser;
let close;
before(async () => ({ browser, close } = await launch()));
after(() => close());

test('a microphone recording is encrypted, uploaded, listed and played', async () => {
  const { page, user, check, close: shut } = await loggedIn(browser, PHONE);
  await section(page, 'Recordings');
  await page.getByText('No recordings yet').waitFor();
  await page.getByRole('button', { name: 'Record', exact: true }).click();
  await page.getByRole('timer', { name: 'Recording' }).filter({ hasText: /0:0[2-9]/ }).waitFor();
  await accessible(page, 'while recording');
  await page.getByRole('button', { name: 'Stop' }).click();
  const mine = recording(page, /Recording /);
  await mine.getByRole('button', { name: /^Play/ }).click();
  await played(mine);
  await accessible(page, 'while playing');
  const { data } = await api('GET', '/api/user/audio-files', { token: user.token });
  const [file] = data.audio_files;
  assert.match(file.content_type, /^audio\/(webm|mp4|ogg)$/);
  assert.ok(file.duration_ms >= 2_000 && file.duration_ms < 60_000, String(file.duration_ms));
  check();
  await shut();
});

test('S3 holds only ciphertext', async () => {
  const { page, user, check, close: shut } = await loggedIn(browser);
  await section(page, 'Recordings');
  const plain = wav(200_000);
  await choose(page, 'tone.wav', plain);
  await recording(page, 'tone.wav').waitFor();
  const { data: { audio_files: [file] } } = await api('GET', '/api/user/audio-files', { token: user.token });
  const { data: { download_url: url } } = await api('GET', `/api/audio-file/${file.file_id}/download-url`, { token: user.token });
  const sealed = Buffer.from(await (await fetch(url)).arrayBuffer());
  assert.equal(sealed.length, file.file_size);
  assert.equal(sealed.indexOf(plain.subarray(100, 132)), -1);
  const { status, data } = await api('POST', '/api/decrypt-audio', { token: user.token, body: { password: user.password, file_id: file.file_id } });
  assert.equal(status, 200);
  const opened = Buffer.from(await (await fetch(data.download_url)).arrayBuffer());
  assert.deepEqual(opened, plain);
  check();
  await shut();
});

test('a transcription link asks for the password and shows when it expires', async () => {
  const { page, user, check, close: shut } = await loggedIn(browser);
  await section(page, 'Recordings');
  const plain = wav(50_000);
  await choose(page, 'meeting.wav', plain);
  await recording(page, 'meeting.wav').getByRole('button', { name: 'Transcription link of meeting.wav' }).click();
  const dialog = page.getByRole('dialog', { name: 'Transcription link' });
  await dialog.getByLabel('Your password', { exact: true }).fill('Hush-not-this-one');
  await dialog.getByRole('button', { name: 'Create link' }).click();
  await dialog.getByText('Wrong password').waitFor();
  await dialog.getByLabel('Your password', { exact: true }).fill(user.password);
  await dialog.getByRole('button', { name: 'Create link' }).click();
  await dialog.getByText(/^Expires in [45] minutes$/).waitFor();
  await accessible(page, 'link');
  await dialog.getByRole('button', { name: 'Copy' }).click();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  assert.deepEqual(Buffer.from(await (await fetch(link)).arrayBuffer()), plain);
  check();
  await shut();
});

test('a deletion can be undone for some seconds and is then final', async () => {
  const { page, user, check, close: shut } = await loggedIn(browser);
  await section(page, 'Recordings');
  for (const name of ['three.wav', 'two.wav', 'one.wav']) {
    await choose(page, name, wav(40_000));
    await recording(page, name).waitFor();
  }
  await page.getByRole('button', { name: 'Delete two.wav' }).click();
  await recording(page, 'two.wav').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Undo' }).click();
  await recording(page, 'two.wav').waitFor();
  const names = await card(page, 'Your recordings').locator('.row-title').allTextContents();
  assert.deepEqual(names, ['one.wav', 'two.wav', 'three.wav']);
  await page.getByRole('button', { name: 'Delete one.wav' }).click();
  await page.locator('.toast', { hasText: 'one.wav was deleted' }).getByRole('button', { name: 'Close' }).click();
  const deadline = Date.now() + 20_000;
  for (;;) {
    const { data } = await api('GET', '/api/user/audio-files', { token: user.token });
    if (data.audio_files.length === 2) break;
    assert.ok(Date.now() < deadline, 'still there');
    await page.waitForTimeout(200);
  }
  check();
  await shut();
});

test('log-out completes a pending deletion', async () => {
  const { page, user, check, close: shut } = await loggedIn(browser);
  await section(page, 'Recordings');
  await choose(page, 'last.wav', wav(40_000));
  await recording(page, 'last.wav').waitFor();
  await page.getByRole('button', { name: 'Delete last.wav' }).click();
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.getByRole('heading', { name: 'Welcome back' }).waitFor();
  const { data } = await api('GET', '/api/user/audio-files', { token: user.token });
  assert.deepEqual(data.audio_files, []);
  check();
  await shut();
});

test('the list shows the newest first, in pages', async () => {
  const user = await registered();
  for (let n = 1; n <= 23; n++) {
    const { status } = await api('POST', '/api/audio-file', { token: user.token, body: { s3_key: `users/${user.userId}/old-${n}`, file_name: `take ${String(n).padStart(2, '0')}`, file_size: 4000 } });
    assert.equal(status, 201);
  }
  const { page, check, close: shut } = await open(browser, undefined, '#/recordings');
  await logIn(page, user);
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

test('a file that is not audio is refused with a message', async () => {
  const { page, check, close: shut } = await loggedIn(browser);
  await section(page, 'Recordings');
  await choose(page, 'letter.txt', Buffer.from('hello'), 'text/plain');
  await page.getByText('This is not an audio file.').waitFor();
  check();
  await shut();
});

test('a discarded recording is not uploaded', async () => {
  const { page, user, check, close: shut } = await loggedIn(browser);
  await section(page, 'Recordings');
  await page.getByRole('button', { name: 'Record', exact: true }).click();
  await page.getByRole('button', { name: 'Discard' }).click();
  await page.getByRole('button', { name: 'Record', exact: true }).waitFor();
  assert.equal(await card(page, 'Uploads').count(), 0);
  const { data } = await api('GET', '/api/user/audio-files', { token: user.token });
  assert.deepEqual(data.audio_files, []);
  check();
  await shut();
});

test('leaving the section saves the recording; log-out asks and then discards it', async () => {
  const { page, user, check, close: shut } = await loggedIn(browser);
  const begin = async () => {
    await section(page, 'Recordings');
    await page.getByRole('button', { name: 'Record', exact: true }).click();
    await page.getByRole('timer', { name: 'Recording' }).filter({ hasText: /0:0[1-9]/ }).waitFor();
  };
  await begin();
  await section(page, 'Usage');
  await page.locator('.toast', { hasText: /^Recording .* was saved$/ }).waitFor();
  await begin();
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Log out anyway' }).click();
  await page.getByRole('heading', { name: 'Welcome back' }).waitFor();
  await logIn(page, await registered());
  await section(page, 'Recordings');
  await page.getByText('No recordings yet').waitFor();
  assert.equal(await card(page, 'Uploads').count(), 0);
  const { data } = await api('GET', '/api/user/audio-files', { token: user.token });
  assert.equal(data.audio_files.length, 1);
  check();
  await shut();
});

for (const [name, said] of [['NotAllowedError', 'The browser cannot use the microphone.'], ['NotFoundError', 'No microphone was found.']]) {
  test(`without a microphone (${name}) the page says what to do`, async () => {
    const { page, check, close: shut } = await loggedIn(browser);
    await section(page, 'Recordings');
    await page.evaluate((reason) => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', reason));
    }, name);
    await page.getByRole('button', { name: 'Record', exact: true }).click();
    await page.getByText(said).waitFor();
    check();
    await shut();
  });
}

test('an upload that S3 refuses is reported and can be retried', async () => {
  const { page, context, check, close: shut } = await loggedIn(browser);
  await section(page, 'Recordings');
  let refusals = 0;
  await context.route(/X-Amz-Signature/, (route) => (refusals++ ? route.continue() : route.fulfill({ status: 400, headers: { 'Access-Control-Allow-Origin': '*' } })));
  await choose(page, 'again.wav', wav(60_000));
  const uploads = card(page, 'Uploads');
  await uploads.getByText(/^Not saved/).waitFor();
  await accessible(page, 'failed upload');
  await uploads.getByRole('button', { name: 'Try again to upload again.wav' }).click();
  await recording(page, 'again.wav').waitFor();
  await uploads.waitFor({ state: 'detached' });
  check();
  await shut();
});

test('a file dropped on the card is uploaded', async () => {
  const { page, check, close: shut } = await loggedIn(browser);
  await section(page, 'Recordings');
  await card(page, 'Record').evaluate((target, sound) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([new Uint8Array(sound)], 'dropped.wav', { type: 'audio/wav' }));
    target.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
  }, [...wav(20_000)]);
  await recording(page, 'dropped.wav').waitFor();
  check();
  await shut();
});

test('a recording is downloaded as it was recorded', async () => {
  const { page, check, close: shut } = await loggedIn(browser);
  await section(page, 'Recordings');
  const plain = wav(100_000);
  await choose(page, 'tone', plain);
  await recording(page, 'tone').waitFor();
  const [saved] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download tone' }).click()]);
  assert.equal(saved.suggestedFilename(), 'tone.wav');
  assert.deepEqual(await readFile(await saved.path()), plain);
  await page.reload();
  await page.getByRole('button', { name: 'Download tone' }).click();
  await page.locator('.toast', { hasText: 'Unlock your recordings to download them.' }).waitFor();
  check();
  await shut();
});

test('a recording whose upload was interrupted says so', async () => {
  const user = await registered();
  await api('POST', '/api/audio-file', { token: user.token, body: { s3_key: `users/${user.userId}/lost`, file_name: 'lost', file_size: 4000 } });
  const { page, check, close: shut } = await open(browser, undefined, '#/recordings');
  await logIn(page, user);
  await page.getByLabel('Choose file').waitFor({ state: 'attached' });
  for (const name of ['Play lost', 'Download lost']) {
    await page.getByRole('button', { name }).click();
    await page.locator('.toast', { hasText: 'This recording was never uploaded' }).waitFor();
    await page.evaluate(async () => (await import('/console/messages.js')).clearToasts());
  }
  check();
  await shut();
});

test('a search finds recordings on all pages', async () => {
  const user = await registered();
  for (let n = 1; n <= 23; n++) {
    await api('POST', '/api/audio-file', { token: user.token, body: { s3_key: `users/${user.userId}/old-${n}`, file_name: n === 1 ? 'The first Lecture' : `take ${n}`, file_size: 4000 } });
  }
  const { page, check, close: shut } = await open(browser, undefined, '#/recordings');
  await logIn(page, user);
  const list = card(page, 'Your recordings');
  await list.getByRole('listitem').nth(19).waitFor();
  await list.getByLabel('Search recordings').fill('lecture');
  await list.getByText('1 of 23 recordings').waitFor();
  assert.deepEqual(await list.locator('.row:visible .row-title').allTextContents(), ['The first Lecture']);
  await accessible(page, 'search');
  await list.getByLabel('Search recordings').fill('');
  assert.equal(await list.locator('.row:visible').count(), 23);
  check();
  await shut();
});

/** The heights of the bars of a waveform, from 0 to 1, a hundred of them. */
const bars = (row) => row.locator('canvas.wave').evaluate((canvas) => {
  const { data, width, height } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  return Array.from({ length: 100 }, (_, part) => {
    let most = 0;
    for (let x = Math.floor((part * width) / 100); x < Math.floor(((part + 1) * width) / 100); x++) {
      let tall = 0;
      for (let y = 0; y < height; y++) if (data[(y * width + x) * 4 + 3]) tall++;
      most = Math.max(most, tall / height);
    }
    return most;
  });
});

test('the whole waveform shows at once, from peaks that the service cannot read', async () => {
  const { page, user, check, close: shut } = await loggedIn(browser, DESKTOP, '#/recordings');
  const sound = wav(40 * SECOND);
  // The first half is silent.
  sound.fill(0, 44, 20 * SECOND);
  await choose(page, 'half.wav', sound);
  const row = recording(page, 'half.wav');
  await row.waitFor();
  const reopen = async () => {
    await page.reload();
    await page.getByLabel('Password', { exact: true }).fill(user.password);
    await page.getByRole('button', { name: 'Unlock' }).click();
    await card(page, 'Unlock your recordings').waitFor({ state: 'detached' });
  };
  const { data } = await api('GET', '/api/user/audio-files', { token: user.token });
  assert.match(data.audio_files[0].details, /^[\w-]{300,600}$/);
  await reopen();
  await row.getByRole('button', { name: /^Play/ }).click();
  await row.getByRole('button', { name: /^Pause/ }).click();
  await page.waitForFunction(() => document.querySelector('canvas.wave')?.width > 300);
  const heights = await bars(row);
  assert.ok(Math.max(...heights.slice(5, 45)) < 0.2, `silence: ${heights.slice(0, 50)}`);
  assert.ok(Math.min(...heights.slice(55, 95)) > 0.8, `sound that was not played yet: ${heights.slice(50)}`);
  await api('PATCH', `/api/audio-file/${data.audio_files[0].file_id}`, { token: user.token, body: { details: 'bm90LWFuLWVuY3J5cHRlZC1vYmplY3Q' } });
  await reopen();
  await row.getByRole('button', { name: /^Play/ }).click();
  await played(row);
  check();
  await shut();
});

test('a recording is renamed', async () => {
  const { page, user, check, close: shut } = await loggedIn(browser, DESKTOP, '#/recordings');
  await choose(page, 'before.wav', wav(SECOND));
  await page.getByRole('button', { name: 'Rename before.wav' }).click();
  const dialog = page.getByRole('dialog', { name: 'Rename the recording' });
  await accessible(page, 'rename');
  await dialog.getByLabel('Name').fill(' ');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText('Please fill this in').waitFor();
  await dialog.getByLabel('Name').fill('Interview');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await recording(page, 'Interview').waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('aria-label')), 'Rename Interview');
  const { data } = await api('GET', '/api/user/audio-files', { token: user.token });
  assert.deepEqual(data.audio_files.map((one) => one.file_name), ['Interview']);
  check();
  await shut();
});
