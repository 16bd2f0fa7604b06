// The languages of the console: complete, chosen, kept; nothing is shown that is not in the files of texts; right to left; narrow windows.
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { accessible, api, BASE, card, DESKTOP, launch, logIn, open, registered, settled } from './fixture.js';
import { promote } from './store.js';

const CONSOLE = new URL('../../main/resources/META-INF/resources/console/', import.meta.url);
const read = (name) => import(new URL(name, CONSOLE));
/** Files of English text; `text-en.js` is `text-de.js` in German, `text-keys.js` is `text-keys-de.js`. */
const ENGLISH = readdirSync(CONSOLE).filter((name) => /^text-.*\.js$/.test(name) && !/-(?!en\b)[a-z]{2}\.js$/.test(name));
const inLanguage = (name, language) => (name === 'text-en.js' ? `text-${language}.js` : name.replace('.js', `-${language}.js`));
/** Words that are the same in both languages. */
const SAME = ['Vestibule', '—', 'Name', 'JSON', 'Text', 'Code', 'Status', 'Version', 'Uploads', 'Passkeys', 'Webhooks', 'Secret', 'URL'];

let browser;
let close;
before(async () => ({ browser, close } = await launch()));
after(() => close());

/** Every member of a text by its path: what it is, how many values it takes, and the placeholders that it shows. */
function members(value, path = '', found = new Map()) {
  if (typeof value === 'string') found.set(path, { kind: 'text', said: value });
  else if (typeof value === 'function') {
    const said = value(...Array.from({ length: value.length }, (_, at) => `{${at}}`));
    found.set(path, { kind: `function of ${value.length}`, said, shown: [...new Set(String(said).match(/\{\d\}/g) ?? [])].sort().join() });
  } else Object.entries(value).forEach(([name, one]) => members(one, `${path}.${name}`, found));
  return found;
}

test('both languages have the same members and placeholders, and every file has its translation', async () => {
  const list = readFileSync(new URL('text.js', CONSOLE), 'utf8');
  for (const name of ENGLISH) {
    const german = inLanguage(name, 'de');
    for (const file of [name, german]) assert.ok(list.includes(`'./${file}'`), `text.js loads ${file}`);
    const [one, other] = [members(await read(name)), members(await read(german))];
    assert.deepEqual([...one.keys()].filter((path) => !other.has(path)), [], `missing in ${german}`);
    assert.deepEqual([...other.keys()].filter((path) => !one.has(path)), [], `missing in ${name}`);
    for (const [path, { kind, said, shown }] of one) {
      const twin = other.get(path);
      // What the service says is English; the German page has words of its own.
      if (path.endsWith('errors.invalid-request')) continue;
      assert.equal(twin.kind, kind, `${german}: ${path}`);
      assert.equal(twin.shown, shown, `${german}: placeholders of ${path}`);
      assert.ok(twin.said.trim(), `${german}: ${path} is empty`);
      assert.ok(twin.said !== said || SAME.includes(said) || !/\p{L}{2}/u.test(said.replace(/\{\d\}/g, '')) || /^vestibule-/.test(said), `${german}: ${path} is English: ${said}`);
    }
  }
});

test('counts follow the rules of the language', async () => {
  const { text: english } = await read('text-en.js');
  const { text: german } = await read('text-de.js');
  assert.deepEqual(['1', '1,000', '0'].map(english.usage.usedNoLimit), ['1 unit', '1,000 units', '0 units']);
  assert.deepEqual(['1', '1.000', '0'].map(german.usage.usedNoLimit), ['1 Einheit', '1.000 Einheiten', '0 Einheiten']);
  assert.equal(german.factors.codesLeft(1), 'Noch 1 Wiederherstellungscode');
});

const SECTIONS = ['profile', 'usage', 'recordings', 'security', 'admin'];
const PAGES = ['#/signup', '#/forgot', '#/code', '#/reset', '#/verify', '#/login?error=login-cancelled'];

/** Logs in without reading a word of the page. */
async function enter(page, { email, password }) {
  await page.locator('.entry input[name=email]').fill(email);
  await page.locator('.entry input[name=password]').fill(password);
  await page.locator('.entry button[type=submit]').click();
  await page.locator('.frame nav').waitFor();
}

async function goTo(page, name) {
  await page.locator(`.frame nav a[href="#/${name}"]`).click();
  await page.locator(`.frame nav a[href="#/${name}"][aria-current]`).waitFor();
  await settled(page);
}

/** Checks each section and, in the section of administrators, a user's page and the dialog that creates one. */
async function everySection(page, user, check) {
  for (const name of SECTIONS) {
    await goTo(page, name);
    if (name === 'admin') {
      // Other users have names in any language.
      await page.locator('[name=email_prefix]').fill(user.email);
      await page.locator('[name=email_prefix]').press('Enter');
      await page.locator('.people tbody tr').nth(1).waitFor({ state: 'detached' });
      await settled(page);
    }
    await check(name);
  }
  await page.locator('.card-tools .button').first().click();
  await page.locator('dialog[open] [name=invite]').waitFor();
  await check('creation of a user');
  await page.keyboard.press('Escape');
  await page.locator('.people-name').click();
  await page.locator('.months, .figure').first().waitFor();
  await settled(page);
  await check('page of a user');
}

async function administrator() {
  const user = await registered();
  await promote(user.userId);
  return user;
}

/** The words that a user can see or hear, as text and as attributes. */
const words = (page) => page.evaluate(() => {
  const found = [document.title];
  const visible = (element) => element.checkVisibility?.({ checkOpacity: false, checkVisibilityCSS: true }) ?? true;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let at = walker.nextNode(); at; at = walker.nextNode()) {
    if (at.nodeType === Node.TEXT_NODE) {
      const { parentElement: parent } = at;
      if (!parent.closest('script, style, noscript, [lang]:not(html)') && visible(parent)) found.push(at.data);
    } else if (visible(at) && !at.closest('[lang]:not(html)')) {
      for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'aria-valuetext']) if (at.getAttribute(name)) found.push(at.getAttribute(name));
    }
  }
  return found.map((one) => one.trim()).filter(Boolean);
});

test('German: chosen from the browser, loaded alone, without a word of English, accessible', { timeout: 240_000 }, async () => {
  const english = new Set((await Promise.all(ENGLISH.map(read))).flatMap((module) => [...members(module).values()]).map(({ said }) => said).filter((said) => !SAME.includes(said)));
  for (const name of ENGLISH) members(await read(inLanguage(name, 'de'))).forEach(({ said }) => english.delete(said));
  const user = await administrator();
  const { page, context, check, close: shut } = await open(browser, { ...DESKTOP, locale: 'de-AT' });
  const loaded = [];
  page.on('request', (request) => loaded.push(new URL(request.url()).pathname));
  const german = async (where) => {
    assert.deepEqual((await words(page)).filter((said) => english.has(said)), [], where);
    await accessible(page, `${where} in German`);
  };
  await page.reload();
  await page.getByRole('heading', { name: 'Willkommen zurück' }).waitFor();
  assert.equal(await page.locator('html').getAttribute('lang'), 'de');
  await german('login');
  await page.locator('.entry input[name=email]').fill(user.email);
  await page.locator('.entry input[name=password]').fill('Wrong-password-1');
  await page.getByRole('button', { name: 'Anmelden', exact: true }).click();
  await page.getByText('E-Mail-Adresse oder Passwort falsch').waitFor();
  await context.route('**/api/auth/login', (route) => route.fulfill({ status: 409, json: { code: 'brand-new', error: 'Something in English' } }), { times: 1 });
  await page.getByRole('button', { name: 'Anmelden', exact: true }).click();
  await page.getByText('Etwas ist schiefgegangen.').waitFor();
  await enter(page, user);
  await everySection(page, user, german);
  assert.ok(loaded.includes('/console/text-de.js') && loaded.includes('/console/text-keys-de.js'));
  assert.deepEqual(loaded.filter((path) => ENGLISH.some((name) => path === `/console/${name}`)), []);
  check();
  await shut();
});

test('numbers, sizes and dates are in the language of the text, which the user can change for good', async () => {
  const user = await registered();
  await api('POST', '/api/audio-file', { token: user.token, body: { s3_key: `users/${user.userId}/laut`, file_name: 'Laut', file_size: 1_234_567, duration_ms: 61_000 } });
  const stage = await open(browser, { ...DESKTOP, locale: 'fr-FR', timezoneId: 'Europe/Berlin' });
  const { page, check, close: shut } = stage;
  await page.getByRole('heading', { name: 'Welcome back' }).waitFor();
  await page.getByRole('group', { name: 'Language' }).getByRole('button', { name: 'Deutsch' }).click();
  await page.getByRole('heading', { name: 'Willkommen zurück' }).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Deutsch' }).getAttribute('aria-pressed'), 'true');
  await enter(page, user);
  await goTo(page, 'recordings');
  await page.getByRole('listitem').filter({ hasText: 'Laut' }).getByText('1,2 MB').waitFor();
  await goTo(page, 'usage');
  await card(page, 'Dieser Monat').getByText('/ 1.000').waitFor();
  await card(page, 'Dieser Monat').getByText(/0?1\.\d{2}\.20\d\d/).waitFor();
  await goTo(page, 'security');
  await card(page, 'Geräte').getByText(/\d{2}\.\d{2}\.20\d\d, \d{2}:\d{2}/).first().waitFor();
  await page.getByRole('group', { name: 'Sprache' }).getByRole('button', { name: 'English' }).click();
  await page.getByRole('heading', { level: 1, name: 'Sessions and security' }).waitFor();
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  await goTo(page, 'usage');
  await card(page, 'This month').getByText('/ 1,000').waitFor();
  check();
  await shut();
});

test('a link from an email survives the change of the language', async () => {
  const { page, check, close: shut } = await open(browser, DESKTOP, '#/verify/abc.def');
  await page.getByRole('button', { name: 'Confirm address' }).waitFor();
  assert.match(page.url(), /#\/verify$/);
  await page.getByRole('button', { name: 'Deutsch' }).click();
  await page.getByRole('button', { name: 'Adresse bestätigen' }).waitFor();
  assert.match(page.url(), /#\/verify$/);
  assert.equal(await page.locator('.entry input').count(), 0, 'it asks for no code');
  check();
  await shut();
});

/** The English text, marked and longer, and written from right to left. What Intl formats is marked, too. */
const pseudo = (path, names) => `
import * as real from '${path}?real';
document.documentElement.dir = 'rtl';
const mark = (said) => '⟦' + said + ' ' + '·'.repeat(Math.ceil(said.length * 0.4)) + '⟧';
const wrap = (value) => (typeof value === 'string' ? mark(value)
  : typeof value === 'function' ? (...given) => mark(value(...given))
    : Array.isArray(value) ? value.map(wrap) : Object.fromEntries(Object.entries(value).map(([name, one]) => [name, wrap(one)])));
${names.map((name) => `export const ${name} = wrap(real.${name});`).join('\n')}`;

/** A page in the pseudo-language. */
async function pseudoPage(options) {
  const stage = await open(browser, options);
  await stage.context.addInitScript(() => {
    for (const { prototype } of [Intl.DateTimeFormat, Intl.NumberFormat]) {
      const { get } = Object.getOwnPropertyDescriptor(prototype, 'format');
      Object.defineProperty(prototype, 'format', { get() {
        return (value) => `⟦${get.call(this)(value)}⟧`;
      } });
    }
    const { format } = Intl.RelativeTimeFormat.prototype;
    Intl.RelativeTimeFormat.prototype.format = function marked(...given) {
      return `⟦${format.apply(this, given)}⟧`;
    };
  });
  for (const name of ENGLISH) {
    const names = Object.keys(await read(name));
    await stage.context.route(`**/console/${name}`, (route) => route.fulfill({ contentType: 'text/javascript', body: pseudo(`/console/${name}`, names) }));
  }
  await stage.page.goto('about:blank');
  await stage.page.goto(BASE);
  return stage;
}

/** Draws what is seen, to be looked at: SHOTS=folder. */
async function shot(page, name) {
  if (!process.env.SHOTS) return;
  mkdirSync(process.env.SHOTS, { recursive: true });
  await page.screenshot({ path: `${process.env.SHOTS}/${name}.png` });
}

/** What is beside the window, if the page can be scrolled sideways. */
const beside = (page) => page.evaluate(() => (document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll('body *')].filter((one) => {
  const { left, right, width } = one.getBoundingClientRect();
  return width && (left < 0 || right > innerWidth) && !one.closest('.visually-hidden');
}).slice(-3).map((one) => one.outerHTML.slice(0, 160))));

for (const [device, options] of [['desktop', DESKTOP], ['320 pixels wide, as at 400 % zoom', { viewport: { width: 320, height: 256 } }]]) {
  test(`a pseudo-language from right to left, ${device}: every word is from the files of texts, nothing scrolls sideways`, { timeout: 240_000 }, async () => {
    const user = await administrator();
    await api('PATCH', '/api/user/profile', { token: user.token, body: { preferences: { theme: 'dark' } } });
    const { data: { token } } = await api('POST', '/api/login', { body: user });
    const { data: { plans } } = await api('GET', '/api/admin/plans', { token });
    const { page, check, close: shut } = await pseudoPage(options);
    const data = [user.email, user.email.split('@')[0], user.userId, 'theme', 'dark', 'elsewhere', 'reports:read', 'reports:write', ...plans.map((one) => one.name)];
    const translated = async (where) => {
      const strange = (await words(page)).map((said) => data.reduce((rest, one) => rest.replaceAll(one, ''), said.replace(/⟦[^]*⟧/g, ''))).filter((said) => /\p{L}{2}/u.test(said));
      assert.deepEqual(strange.filter((said) => said !== 'node' && !/^v[a-z]{1,3}_|•/.test(said)), [], where);
      await shot(page, `rtl-${options.viewport.width}-${where.replace(/\W+/g, '')}`);
      assert.deepEqual(await beside(page), [], `${where} scrolls sideways`);
    };
    await page.locator('.entry input[name=email]').waitFor();
    await translated('login');
    for (const hash of PAGES) {
      await page.goto(`${BASE}/${hash}`);
      await page.reload();
      await page.locator('.entry h1').waitFor();
      await translated(hash);
    }
    await page.goto(`${BASE}/#/profile`);
    await page.reload();
    await enter(page, user);
    await everySection(page, user, translated);
    await accessible(page, 'right to left');
    check();
    await shut();
  });
}

test('forced colours, and a page without JavaScript', async () => {
  const user = await registered();
  const { page, check, close: shut } = await open(browser, { ...DESKTOP, forcedColors: 'active' });
  await logIn(page, user);
  await goTo(page, 'usage');
  await accessible(page, 'forced colours');
  await shot(page, 'forced-colours');
  const border = await page.locator('.button').first().evaluate((one) => getComputedStyle(one).borderTopStyle);
  assert.equal(border, 'solid');
  check();
  await shut();

  // Only a browser without scripts parses what is meant for it.
  const { browser: plain, close: end } = await launch(['--blink-settings=scriptEnabled=false']);
  try {
    const bare = await plain.newPage(DESKTOP);
    await bare.goto(BASE);
    const session = await bare.context().newCDPSession(bare);
    const { root } = await session.send('DOM.getDocument');
    const { nodeIds } = await session.send('DOM.querySelectorAll', { nodeId: root.nodeId, selector: '.noscript p' });
    assert.equal(nodeIds.length, 2);
    for (const nodeId of nodeIds) {
      const { model } = await session.send('DOM.getBoxModel', { nodeId });
      assert.ok(model.height > 10 && model.content[5] < DESKTOP.viewport.height, 'it is in sight');
    }
    await shot(bare, 'no-script');
  } finally {
    await end();
  }
});
