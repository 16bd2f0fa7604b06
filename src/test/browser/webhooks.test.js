import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { accessible, api, card, launch, logIn, open, registered, section } from './fixture.js';
import { promote } from './store.js';

let browser;
let close;
before(async () => ({ browser, close } = await launch()));
after(() => close());

/** An application that receives events. */
async function receiver() {
  const types = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    types.push(JSON.parse(body).type);
    response.writeHead(204).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { types, url: `http://127.0.0.1:${server.address().port}/hook`, stop: () => server.close() };
}

test('an administrator adds an endpoint, tests it, reads its deliveries and sends one again', async () => {
  const admin = await registered();
  await promote(admin.userId);
  const target = await receiver();
  const { page, check, close: shut } = await open(browser);
  await logIn(page, admin);
  await section(page, 'Admin');
  const list = card(page, 'Webhooks');
  await list.getByRole('button', { name: 'Add endpoint' }).click();
  const sheet = page.getByRole('dialog', { name: 'Add an endpoint' });
  await accessible(page, 'admin, new endpoint');
  await sheet.getByLabel('URL').fill('ftp://example.org/');
  await sheet.getByRole('button', { name: 'Save' }).click();
  await sheet.locator('[aria-invalid]').waitFor();
  await sheet.getByLabel('URL').fill(target.url);
  await sheet.getByLabel('Events').fill('user.created\nkey.rotated');
  await sheet.getByLabel('Description').fill('Test <b>receiver</b>');
  await sheet.getByRole('button', { name: 'Save' }).click();

  const secret = page.getByRole('dialog', { name: 'The secret of the endpoint' });
  assert.match(await secret.getByLabel('Secret').inputValue(), /^whsec_/);
  await accessible(page, 'admin, secret of an endpoint');
  await page.keyboard.press('Escape');
  await secret.getByRole('button', { name: 'I have saved the secret' }).click();
  await secret.waitFor({ state: 'detached' });
  const endpoint = list.getByRole('listitem').filter({ hasText: target.url });
  await endpoint.getByText('Test <b>receiver</b>').waitFor();
  assert.doesNotMatch(await page.content(), /whsec_/);
  await accessible(page, 'admin, endpoints');

  await endpoint.getByRole('button', { name: 'Send test event' }).click();
  await page.locator('.toast', { hasText: 'The test event will be sent' }).waitFor();
  await endpoint.getByRole('button', { name: 'Deliveries' }).click();
  const log = page.getByRole('dialog', { name: `Deliveries to ${target.url}` });
  const rows = log.getByRole('listitem').filter({ hasText: 'webhook.test' });
  const refresh = async (count) => {
    for (let wait = 0; (await rows.filter({ hasText: 'Delivered' }).count()) < count; wait++) {
      assert.ok(wait < 300, `${count} deliveries`);
      await page.waitForTimeout(200);
      await log.getByRole('button', { name: 'Refresh' }).click();
      await log.locator('.skeletons').waitFor({ state: 'detached' });
    }
  };
  await refresh(1);
  await accessible(page, 'admin, deliveries');
  await rows.first().getByRole('button', { name: 'Send again: webhook.test' }).click();
  await refresh(2);
  assert.deepEqual(target.types, ['webhook.test', 'webhook.test']);
  await log.getByRole('button', { name: 'Close' }).click();

  await endpoint.getByRole('button', { name: 'Replace secret' }).click();
  await page.getByRole('dialog', { name: 'Replace the secret?' }).getByRole('button', { name: 'Replace secret' }).click();
  await secret.getByRole('button', { name: 'I have saved the secret' }).click();
  await endpoint.getByRole('button', { name: 'Disable' }).click();
  await endpoint.getByText('Disabled').waitFor();
  await endpoint.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
  await endpoint.waitFor({ state: 'detached' });
  const { data } = await api('POST', '/api/login', { body: { email: admin.email, password: admin.password } });
  const left = await api('GET', '/api/admin/webhooks', { token: data.token });
  assert.ok(!left.data.webhooks.some((one) => one.url === target.url));
  target.stop();
  check();
  await shut();
});
