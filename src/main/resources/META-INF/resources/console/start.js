// Runs before the other modules and requests what they will need next, so that it does not wait for them. Which files these are is checked
// by a browser test; a missing one only costs time.
import { askEarly } from './api.js';
import { language } from './language.js';
import { probablySignedIn } from './storage.js';

/** The modules of the account and of its first section. */
const ACCOUNT = ['frame', 'avatar', 'notices', 'codes', 'dialogs', 'unsaved', 'vault', 'profile', 'account-fields', 'conflict', 'entries', 'exact', 'first-steps', 'merge-patch', 'picture'];

for (const name of [`text-${language}`, ...(probablySignedIn() ? ACCOUNT : [])]) {
  const link = document.createElement('link');
  Object.assign(link, { rel: 'modulepreload', href: new URL(`./${name}.js`, import.meta.url).href });
  document.head.append(link);
}

if (probablySignedIn() && /^(#\/profile)?$/.test(location.hash)) askEarly('/api/user/profile', '/api/user');
