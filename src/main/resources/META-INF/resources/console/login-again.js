// The dialog for a session that has ended while the page is open.
import { dialog } from './dialogs.js';
import { h } from './dom.js';
import { field, form, passwordField } from './fields.js';
import { enter, passkeyButton, PLACE, required, supportsPasskeys } from './login.js';
import * as session from './session.js';
import { text } from './text.js';
import { button } from './ui.js';
import { mayLogOut } from './unsaved.js';

/** Asks the user of `email` to log in again, in a dialog; resolves to true when that is done. */
export async function loginAgain(email) {
  let ignore;
  const userId = session.current()?.user.user_id;
  const done = await dialog(text.entry.again, (close) => {
    // The user logged in with this form or in another tab.
    ignore = session.subscribe((event) => {
      if (event === 'login') close(true);
    });
    const logOut = () => button(text.entry.logOut, { on: { click: async () => {
      if (await mayLogOut()) close(false);
    } } });
    const container = h('div', {});
    const first = () => container.replaceChildren(...[
      h('p', { class: 'lead' }, text.entry.againHint),
      form({
        fields: [field(text.entry.email, { name: 'email', type: 'email', readonly: true, autocomplete: 'username', value: email }), passwordField()],
        action: text.entry.logIn,
        place: PLACE,
        check: required,
        submit: async (values) => {
          await enter(email, values.password, ({ secondStepForms }, step, entered) => {
            container.replaceChildren(h('p', { class: 'lead' }, text.factors.stepHint), secondStepForms(step, entered, first, () => [logOut()]));
            container.querySelector('input, .dialog-first')?.focus();
          });
        },
        more: [supportsPasskeys() && passkeyButton(), logOut()].filter(Boolean),
      }),
    ]);
    first();
    return [container];
  }, { sticky: true });
  ignore();
  if (!done) session.left();
  // The passkey can be one of another account.
  else if (session.current()?.user.user_id !== userId) location.reload();
  return Boolean(done);
}
