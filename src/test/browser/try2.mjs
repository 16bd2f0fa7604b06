import { launch, loggedIn, section, wav, card } from './stage.js';
const { browser, close } = await launch();
const { page } = await loggedIn(browser);
page.on('console', (m) => console.log(m.type(), m.text().slice(0, 300)));
await section(page, 'Recordings');
const row = (page, name) => card(page, 'Your recordings').getByRole('listitem').filter({ hasText: name });
for (const name of ['sound.wav', 'spoilt.wav']) await page.getByLabel('Choose file').setInputFiles({ name, mimeType: 'audio/wav', buffer: wav(60_000) });
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
for (let i = 0; i < 8; i++) { await page.waitForTimeout(1000); console.log(await page.locator('.toast').allTextContents(), await page.evaluate(() => document.querySelector('.row.open')?.innerText)); }
await page.screenshot({ path: '/tmp/shots/tamper.png' });
await close();
