// A temporary link to a recording that the server decrypts, for a transcription service.
import { post, serverTime } from './api.js';
import { dialog } from './dialogs.js';
import { h, show } from './dom.js';
import { field, filled, form, PASSWORD_ERRORS, passwordField } from './fields.js';
import { formatWait } from './format.js';
import { text } from './text.js';
import { button, copy } from './ui.js';

const t = text.recordings;

export function linkDialog(file, name) {
  let timer;
  return dialog(t.link, (close) => {
    const container = h('div', { class: 'stack-tight' });
    const ask = () => show(container,
      h('p', { class: 'lead' }, h('strong', {}, name), '. ', t.linkHint),
      form({
        fields: [passwordField(t.linkPassword)],
        action: t.linkMake,
        place: PASSWORD_ERRORS,
        check: filled,
        submit: async (values) => {
          const { data, response } = await post('/api/decrypt-audio', { password: values.password, file_id: file.file_id });
          ready(data.download_url, Date.now() + new Date(data.expires_at).getTime() - serverTime(response));
        },
        more: [button(text.common.cancel, { on: { click: () => close() } })],
      }));
    const ready = (url, ends) => {
      const address = new URL(url, location.href).href;
      const left = h('p', { class: 'hint', role: 'timer' });
      const copyButton = button(text.common.copy, { kind: 'primary', icon: 'copy', class: 'dialog-first', on: { click: () => copy(address) } });
      const shown = field(t.linkReady, { name: 'link', value: address, readonly: true, class: 'mono', after: left, on: { focus: (event) => event.target.select() } });
      const tick = () => {
        const seconds = (ends - Date.now()) / 1000;
        if (seconds > 0) {
          left.textContent = t.linkExpires(formatWait(seconds));
          return;
        }
        clearInterval(timer);
        left.textContent = t.linkExpired;
        copyButton.disabled = true;
        shown.input.disabled = true;
      };
      show(container, shown, h('div', { class: 'actions' }, copyButton, button(text.common.close, { on: { click: () => close() } })));
      tick();
      timer = setInterval(tick, 1000);
      copyButton.focus();
    };
    ask();
    return [container];
  }).then(() => clearInterval(timer));
}
