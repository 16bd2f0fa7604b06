// All text that the console shows, in the language of the page. To translate the console, add the language to language.js and here, and
// write its text-*.js files: a test compares their members and placeholders with those of the English ones.
import { language } from './language.js';

/** The parts by language. `base` is loaded with the page, the others with the section that shows them. */
const PARTS = {
  en: {
    base: () => import('./text-en.js'),
    keys: () => import('./text-keys.js'),
    admin: () => import('./text-admin.js'),
    adminUser: () => import('./text-admin-user.js'),
    serviceKeys: () => import('./text-service-keys.js'),
    webhooks: () => import('./text-webhooks.js'),
  },
  de: {
    base: () => import('./text-de.js'),
    keys: () => import('./text-keys-de.js'),
    admin: () => import('./text-admin-de.js'),
    adminUser: () => import('./text-admin-user-de.js'),
    serviceKeys: () => import('./text-service-keys-de.js'),
    webhooks: () => import('./text-webhooks-de.js'),
  },
};

export const { text } = await PARTS[language].base();

/** Loads parts, so that `text` has a member for each: `text.admin` and so on. */
export const addText = (...names) => Promise.all(names.map(async (name) => Object.assign(text, await PARTS[language][name]())));
