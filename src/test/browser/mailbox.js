// The mails that the service under test has sent: its embedded mail server lists them.
import assert from 'node:assert/strict';
import { api } from './fixture.js';

const { data: options } = await api('GET', '/api/auth/options');
assert.ok(options.mail_catcher_url, 'the service must run with its embedded mail server');

/** The address of the mail server's page. */
export const catcher = options.mail_catcher_url;

const PATIENCE = 60_000;

/** The mails to an address, newest first: `{ id, headers, text, html }`. */
export async function mails(email) {
  const response = await fetch(new URL(`mails.json?to=${encodeURIComponent(email)}`, catcher));
  assert.equal(response.status, 200);
  return response.json();
}

/** Waits for a mail with a link to `page` (such as `reset`); returns `{ hash, code }` of the newest. */
export async function mailWithLink(email, page) {
  const link = new RegExp(`/(#/${page}/[^\\s<>"]+)`);
  const found = await awaited(email, (mail) => link.test(mail.text), `a link to ${page}`);
  return { hash: link.exec(found.text)[1], code: codeOf(found.text) };
}

/** Waits for a mail with a code and without a link, as those for sign-in are; returns the code. */
export async function mailedCode(email) {
  return codeOf((await awaited(email, (mail) => codeOf(mail.text) && !/\/#\//.test(mail.text), 'a code')).text);
}

const codeOf = (text) => /(?<!\d)(\d{4}) ?(\d{4})(?!\d)/.exec(text)?.slice(1).join('') ?? null;

async function awaited(email, wanted, what) {
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    const found = (await mails(email)).find(wanted);
    if (found) return found;
    assert.ok(Date.now() < deadline, `no mail with ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
