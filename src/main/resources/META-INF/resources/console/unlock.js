// Asks for what unlocks the recordings: the password or the recovery key.
import { ApiError } from './api.js';
import { h } from './dom.js';
import { addressForManagers, field, filled, form, passwordField } from './fields.js';
import * as session from './session.js';
import { text } from './text.js';
import { button, card } from './ui.js';
import * as vault from './vault.js';

const t = text.recordings;

export function lockCard(byRecovery = false) {
  const account = { user_id: session.current().user.user_id, ...session.current() };
  if (!account.audio_key) return card(t.unlock, {}, h('p', { class: 'hint' }, t.noKey));
  const name = byRecovery ? 'recovery' : 'password';
  const element = card(t.unlock, { hint: byRecovery ? t.recoveryHint : t.unlockHint, class: 'lock-card' }, form({
    fields: [
      addressForManagers(account.user.email),
      byRecovery ? field(t.recovery, { name, autocomplete: 'off', spellcheck: 'false', class: 'mono' }) : passwordField(),
    ],
    action: t.unlockAction,
    check: (values) => filled({ [name]: values[name] }),
    submit: async (values) => {
      try {
        await (byRecovery ? vault.unlockByRecovery(account, values[name]) : vault.unlock(account, values[name]));
      } catch (failure) {
        if (!(failure instanceof vault.WrongPasswordError)) throw failure;
        throw new ApiError(401, { error: byRecovery ? t.wrongRecovery : t.wrongPassword, field: name });
      }
    },
    more: account.audio_key.recovery_wrapped ? [button(byRecovery ? t.byPassword : t.byRecovery, { kind: 'link', on: { click: () => {
      const other = lockCard(!byRecovery);
      element.replaceWith(other);
      other.querySelector('input:not([readonly])').focus();
    } } })] : [],
  }));
  return element;
}
