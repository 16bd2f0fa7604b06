// Asks for the password or the recovery key to unlock the recordings.
import { ApiError, post } from './api.js';
import { h } from './dom.js';
import { addressForManagers, field, filled, form, passwordField } from './fields.js';
import * as session from './session.js';
import { text } from './text.js';
import { button, card } from './ui.js';
import * as vault from './vault.js';

const t = text.recordings;

export function lockCard(byRecovery = false) {
  const { user, has_audio_key: hasKey, has_recovery_key: hasRecoveryKey } = session.current();
  if (!hasKey) return card(t.unlock, {}, h('p', { class: 'hint' }, t.noKey));
  const element = card(t.unlock, { hint: byRecovery ? t.recoveryHint : t.unlockHint, class: 'lock-card' }, form({
    fields: [
      addressForManagers(user.email),
      passwordField(),
      ...(byRecovery ? [field(t.recovery, { name: 'recovery', autocomplete: 'off', spellcheck: 'false', class: 'mono' })] : []),
    ],
    action: t.unlockAction,
    check: ({ password, recovery }) => filled(byRecovery ? { password, recovery } : { password }),
    submit: async ({ password, recovery }) => {
      // The service gives the wrapped key only for the password, also where the recovery key unwraps it.
      const { data } = await post('/api/user/audio-key', { password }).catch((failure) => {
        throw failure.code === 'invalid-password' ? new ApiError(401, { error: t.wrongPassword, field: 'password' }) : failure;
      });
      const account = { user_id: user.user_id, ...data };
      try {
        await (byRecovery ? vault.unlockByRecovery(account, recovery) : vault.unlock(account, password));
      } catch (failure) {
        if (!(failure instanceof vault.WrongPasswordError)) throw failure;
        throw new ApiError(401, { error: byRecovery ? t.wrongRecovery : t.wrongPassword, field: byRecovery ? 'recovery' : 'password' });
      }
    },
    more: hasRecoveryKey ? [button(byRecovery ? t.byPassword : t.byRecovery, { kind: 'link', on: { click: () => {
      const other = lockCard(!byRecovery);
      element.replaceWith(other);
      other.querySelector('input:not([readonly])').focus();
    } } })] : [],
  }));
  return element;
}
