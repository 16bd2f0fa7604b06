// Buttons for the sign-in with external providers. They leave the page; the service comes back to it.
import { h } from './dom.js';
import * as session from './session.js';

/** `label(name)` is the text of a button. Null if the service has no provider. */
export function providerLinks(providers, label) {
  return providers.length ? h('div', { class: 'providers' }, providers.map((one) =>
    h('a', { class: 'button button-plain', href: addressOf(one, '/#/profile'), on: { click: session.leaveToProvider } }, label(one.label)))) : null;
}

/** The address that starts the sign-in, or the linking, and comes back to the page `to`. */
export const addressOf = (provider, to, link = false) =>
  `${provider.login_url}?return_to=${encodeURIComponent(to)}${link ? '&link=true' : ''}`;
