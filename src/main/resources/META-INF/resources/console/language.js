// The language of the page: the one that the user chose here, or else the first of the browser's languages that the console speaks.
import { recall, remember } from './storage.js';

/** The languages, each named in itself. Their text is in text-en.js, text-de.js and so on. */
export const LANGUAGES = { en: 'English', de: 'Deutsch' };

const CHOSEN = 'vestibule.language';
const tags = globalThis.navigator?.languages ?? [];
const languageOf = (tag) => tag.split('-')[0].toLowerCase();
const isSpoken = (language) => Object.hasOwn(LANGUAGES, language ?? '');

export const language = [recall(CHOSEN), ...tags.map(languageOf)].find(isSpoken) ?? 'en';

/** The user's variant of the language, for dates and numbers: `en-GB` for the language `en`. */
export const locale = tags.find((tag) => languageOf(tag) === language) ?? language;

/** Shows the page in another language from now on. The browser asks if something is not saved. */
export function choose(chosen) {
  remember(CHOSEN, chosen);
  location.reload();
}

/** Returns a function that chooses the form of a count by the rules of a language. The count is a number, or an integer as format.js writes it. */
export function plurals(of) {
  const rules = new Intl.PluralRules(of);
  return (count, forms) => forms[rules.select(Number(String(count).replace(/\D/g, '')))] ?? forms.other;
}

if (globalThis.document) document.documentElement.lang = language;
