import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessible, BASE, DESKTOP, launch, open, person, registered } from './fixture.js';

let browser;
let close;
before(async () => ({ browser, close } = await launch()));
after(() => close());

const errorOf = async (page, label) => {
  const input = page.getByLabel(label, { exact: true });
  assert.equal(await input.getAttribute('aria-invalid'), 'true');
  const ids = (await input.getAttribute('aria-describedby')).split(' ');
  return page.locator(`#${ids.at(-1)}`).textContent();
};

test('sign-up logs the user in; the session survives a reload; log-out affects every tab', async () => {
  const user = person();
  const { page, context, check, close: shut } = await open(browser);
  await page.getByRole('button', { name: 'Create an account' }).click();
  await accessible(page, 'sign up');
  await page.getByLabel('Email').fill(user.email);
  await page.getByLabel('Password', { exact: true }).fill(user.password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByRole('heading', { level: 1, name: 'Profile' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'Profile' }).waitFor();
  await page.locator('.who').getByText(user.email).waitFor();

  const second = await context.newPage();
  await second.goto(BASE);
  await second.getByRole('heading', { level: 1, name: 'Profile' }).waitFor();
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.getByRole('heading', { name: 'Welcome back' }).waitFor();
  await second.getByRole('heading', { name: 'Welcome back' }).waitFor();
  // The device cookie stays: it proves that this device has logged in before.
  const cookies = await context.cookies();
  assert.deepEqual(cookies.filter(({ name, value }) => value && name !== 'device'), []);
  check();
  await shut();
});

for (const [said, field, fill] of [
  ['Please enter an email address', 'Email', { email: 'nobody', password: 'Hush-12345678' }],
  ['Use at least 8 characters', 'Password', { email: person().email, password: 'Hush' }],
  ['This password is too easy to guess', 'Password', { email: person().email, password: 'password1' }],
  ['Please fill this in', 'Password', { email: person().email, password: '' }],
]) {
  test(`sign-up: "${said}" is shown at ${field} without a layout shift`, async () => {
    const { page, check, close: shut } = await open(browser, DESKTOP, '#/signup');
    await page.getByLabel('Email').fill(fill.email);
    await page.getByLabel('Password', { exact: true }).fill(fill.password);
    const button = page.getByRole('button', { name: 'Create account' });
    const before = await button.boundingBox();
    await button.click();
    await page.getByText(said).waitFor();
    assert.equal(await errorOf(page, field), said);
    assert.deepEqual(await button.boundingBox(), before);
    assert.ok(await page.getByLabel(field, { exact: true }).evaluate((input) => input === document.activeElement));
    check();
    await shut();
  });
}

test('sign-up: the strength meter rates the password, with the address as a guessable word', async () => {
  const { page, check, close: shut } = await open(browser, DESKTOP, '#/signup');
  await page.getByLabel('Email').fill('augusta.king@people.example');
  const rate = async (password, words) => {
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.locator('.strength').getByText(words, { exact: true }).waitFor();
  };
  await rate('aaaaaaaa', 'Too easy to guess');
  await rate('augusta.king1', 'Too easy to guess');
  await rate('correct horse battery staple', 'Very strong');
  await accessible(page, 'strength meter');
  await page.getByLabel('Password', { exact: true }).fill('');
  await page.locator('.strength').waitFor({ state: 'hidden' });
  check();
  await shut();
});

test('a taken address and a wrong password are reported at their fields', async () => {
  const user = await registered();
  const { page, check, close: shut } = await open(browser, DESKTOP, '#/signup');
  await page.getByLabel('Email').fill(user.email);
  await page.getByLabel('Password', { exact: true }).fill(user.password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByText('There is already an account with this email address').waitFor();
  assert.equal(await errorOf(page, 'Email'), 'There is already an account with this email address');
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
  assert.equal(await page.getByLabel('Email').inputValue(), user.email);
  await page.getByLabel('Password', { exact: true }).fill('Hush-not-this-one');
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByText('Wrong email address or password').waitFor();
  assert.equal(await errorOf(page, 'Password'), 'Wrong email address or password');
  check();
  await shut();
});

test('sign-up and login work by keyboard', async () => {
  const user = await registered();
  const { page, check, close: shut } = await open(browser);
  await page.getByLabel('Email').waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.type(user.email);
  await page.keyboard.press('Tab');
  await page.keyboard.type(user.password);
  await page.keyboard.press('Enter');
  const heading = page.getByRole('heading', { level: 1, name: 'Profile' });
  await heading.waitFor();
  assert.ok(await heading.evaluate((element) => element === document.activeElement), 'focus is on the heading');
  await page.reload();
  await heading.waitFor();
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Skip to content');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
  await page.getByRole('link', { name: 'Security' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Sessions and security' }).waitFor();
  await page.getByRole('button', { name: 'Delete account' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('alertdialog', { name: 'Delete your account?' });
  await dialog.waitFor();
  assert.ok(await dialog.evaluate((element) => element.contains(document.activeElement)));
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Delete account');
  check();
  await shut();
});
