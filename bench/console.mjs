// How long the console takes on a slow connection: requests, bytes, first contentful paint and the time until it can be used, measured by
// Chromium's own network emulation. CONSOLE_URL=… node bench/console.mjs, or within `.ci/steps/browser bench/console.mjs`, which starts the
// service in dev mode. PACKAGED=1 measures the packaged service instead (./mvnw package), whose scripts have addresses with a version.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const tests = createRequire(new URL('../src/test/browser/', import.meta.url));
const load = (name) => import(pathToFileURL(tests.resolve(name)));

let stop = () => {};
if (process.env.PACKAGED) {
  const { freePorts, startPackaged } = await load('./packaged-service.js');
  const [port] = await freePorts(1);
  process.env.CONSOLE_URL = `http://localhost:${port}`;
  stop = await startPackaged({ VESTIBULE_TOKENS_ISSUER: process.env.CONSOLE_URL, QUARKUS_HTTP_PORT: String(port) },
    async () => (await fetch(`${process.env.CONSOLE_URL}/api/health`).catch(() => ({}))).status === 200);
}
const { launch, logIn, registered, BASE } = await load('./fixture.js');

const LATENCY_MS = 400;
const BYTES_PER_SECOND = 50_000;
const RUNS = Number(process.env.RUNS ?? 5);

const median = (values) => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];

/** One load of the page: `usable` is the moment at which `selector` is there and enabled. */
async function visit(context, hash, selector, warm) {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: !warm });
  await session.send('Network.emulateNetworkConditions', { offline: false, latency: LATENCY_MS, downloadThroughput: BYTES_PER_SECOND, uploadThroughput: BYTES_PER_SECOND });
  let requests = 0;
  let bytes = 0;
  session.on('Network.responseReceived', () => requests++);
  session.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  await page.addInitScript((wanted) => {
    const found = () => {
      if (globalThis.usableAt || !document.querySelector(wanted)) return;
      globalThis.usableAt = performance.now();
      globalThis.filesThen = performance.getEntriesByType('resource').length + 1;
    };
    new MutationObserver(found).observe(document, { childList: true, subtree: true, attributes: true });
  }, selector);
  await page.goto(`${BASE}/${hash}`, { waitUntil: 'commit' });
  await page.waitForFunction(() => globalThis.usableAt, null, { timeout: 60_000 });
  await page.waitForLoadState('networkidle');
  const seen = await page.evaluate(() => ({
    paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime, usable: globalThis.usableAt, before: globalThis.filesThen,
    steps: performance.getEntriesByType('resource').map(({ name, startTime, responseEnd }) => `${Math.round(startTime)}-${Math.round(responseEnd)} ${new URL(name).pathname}`),
  }));
  if (process.env.STEPS) console.log(seen.steps.join('\n'));
  await page.close();
  return { requests, bytes, ...seen };
}

const { browser, close } = await launch();
try {
  const user = await registered();
  const CASES = [
    ['login form, nothing cached', false, '', '.entry input[name=email]:enabled', false],
    ['login form, again', false, '', '.entry input[name=email]:enabled', true],
    ['profile, logged in, nothing cached', true, '#/profile', 'input[name=givenName]:enabled', false],
    ['profile, logged in, again', true, '#/profile', 'input[name=givenName]:enabled', true],
  ];
  console.log(`# ${LATENCY_MS} ms, ${BYTES_PER_SECOND} bytes/s, median of ${RUNS}`);
  console.log('| page | requests until usable | requests | KB | first contentful paint, s | usable, s |');
  console.log('|---|---:|---:|---:|---:|---:|');
  for (const [name, signedIn, hash, selector, warm] of CASES) {
    const context = await browser.newContext({ locale: process.env.LANGUAGE_TAG ?? 'en-GB' });
    if (signedIn) {
      const page = await context.newPage();
      await page.goto(BASE);
      await logIn(page, user);
      await page.close();
    }
    if (warm) await visit(context, hash, selector, true);
    const runs = [];
    for (let run = 0; run < RUNS; run++) runs.push(await visit(context, hash, selector, warm));
    const of = (member) => median(runs.map((one) => one[member]));
    console.log(`| ${name} | ${of('before')} | ${of('requests')} | ${(of('bytes') / 1000).toFixed(0)} | ${(of('paint') / 1000).toFixed(2)} | ${(of('usable') / 1000).toFixed(2)} |`);
    await context.close();
  }
} finally {
  await close();
  await stop();
}
