// Recovery codes of the two-step login: shown once, to be copied, downloaded or printed.
import { dialog } from './dialogs.js';
import { h } from './dom.js';
import { text } from './text.js';
import { button, copy, download } from './ui.js';

const t = text.factors;

/** The dialog closes only when the user says that the codes are saved. */
export const showCodes = (codes) => dialog(t.codesTitle, (close) => {
  const lines = `${codes.join('\n')}\n`;
  return [
    h('p', { class: 'lead' }, t.codesLead),
    h('ol', { class: 'recovery-codes mono' }, codes.map((code) => h('li', {}, code))),
    h('div', { class: 'actions recovery-tools' },
      button(text.common.copy, { icon: 'copy', class: 'dialog-first', on: { click: () => copy(lines) } }),
      button(t.download, { icon: 'download', on: { click: () => download(new Blob([lines], { type: 'text/plain' }), t.codesFile) } }),
      button(t.print, { on: { click: () => print() } })),
    h('div', { class: 'actions' }, button(t.codesStored, { kind: 'primary', on: { click: () => close() } })),
  ];
}, { sticky: true });
