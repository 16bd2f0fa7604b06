// Export and deletion of the account.
import { call, get } from './api.js';
import { confirm } from './dialogs.js';
import { h } from './dom.js';
import { toast } from './messages.js';
import * as session from './session.js';
import { text } from './text.js';
import { actionButton, button, card, download } from './ui.js';

const t = text.security;

export function dataCard() {
  const exportButton = actionButton(t.export, { icon: 'download' }, async () => {
    const { data } = await get('/api/user/export');
    download(new Blob([JSON.stringify(data, null, 2)], { type: 'application/json' }), t.exportFile(new Date().toISOString().slice(0, 10)));
    toast(t.exported);
  });
  const erase = button(t.erase, { kind: 'danger', icon: 'trash', on: { click: () => confirm(t.eraseTitle, t.eraseHint, t.eraseConfirm, async () => {
    await call('DELETE', '/api/user', { patient: false });
    session.left(t.erased);
  }) } });
  return card(t.data, {},
    h('div', { class: 'data-row' }, h('div', {}, h('h3', {}, t.export), h('p', { class: 'hint' }, t.exportHint)), exportButton),
    h('div', { class: 'data-row' }, h('div', {}, h('h3', {}, t.erase), h('p', { class: 'hint' }, t.eraseHint)), erase));
}
