import { launch, open, registered, logIn, section, DESKTOP, PHONE, BASE } from './stage.js';
const { browser, close } = await launch();
const which = process.argv.slice(2);
const somebody = await registered();
for (const [device, options] of [['desktop', DESKTOP], ['phone', PHONE]]) for (const colorScheme of ['light', 'dark']) {
  if (which.length && !which.includes(`${device}-${colorScheme}`)) continue;
  const { page, complaints, close: shut } = await open(browser, { ...options, colorScheme });
  page.on('console', (m) => console.log(m.type(), m.text().slice(0, 300)));
  await page.waitForTimeout(800);
  await page.screenshot({ path: `/tmp/shots/${device}-${colorScheme}-entry.png` });
  await logIn(page, somebody);
  for (const name of ['Profile', 'Usage', 'Recordings', 'Security']) {
    await section(page, name);
    await page.waitForTimeout(900);
    await page.screenshot({ path: `/tmp/shots/${device}-${colorScheme}-${name}.png`, fullPage: true });
  }
  console.log(device, colorScheme, complaints);
  await shut();
}
await close();
