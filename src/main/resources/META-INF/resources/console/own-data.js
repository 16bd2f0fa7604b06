// Export and deletion of the account.
import { call, get } from './api.js';
import { confirm } from './dialogs.js';
import { h } from './dom.js';
import { PASSWORD_ERRORS, passwordField } from './fields.js';
import { toast } from './messages.js';
import * as session from './session.js';
import { text } from './text.js';
import { actionButton, button, card } from './ui.js';

const t = text.security;

export function dataCard() {
  const download = actionButton(t.export, { icon: 'download' }, async () => {
    const { data } = await get('/api/user/export');
    const url = URL.createObjectURL(new Blob([JSON.stringify(data, null, 2)], { type: 'application/json' }));
    h('a', { href: url, download: t.exportFile(new Date().toISOString().slice(0, 10)) }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
    toast(t.exported);
  });
  const erase = button(t.erase, { kind: 'danger', icon: 'trash', on: { click: () => confirm(t.eraseTitle, t.eraseHint, t.eraseConfirm, async (values) => {
    await call('DELETE', '/api/user', { body: { password: values.password }, patient: false });
    session.left(t.erased);
  }, { fields: [passwordField()], place: PASSWORD_ERRORS }) } });
  return card(t.data, {},
    h('div', { class: 'data-row' }, h('div', {}, h('h3', {}, t.export), h('p', { class: 'hint' }, t.exportHint)), download),
    h('div', { class: 'data-row' }, h('div', {}, h('h3', {}, t.erase), h('p', { class: 'hint' }, t.eraseHint)), erase));
}
