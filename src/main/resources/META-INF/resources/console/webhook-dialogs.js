// For role admin: the dialogs of webhook endpoints. A secret is shown once.
import { post } from './api.js';
import { confirm, dialog } from './dialogs.js';
import { h } from './dom.js';
import { field, form } from './fields.js';
import { text } from './text.js';
import { button, copy } from './ui.js';

const t = text.webhooks;

/** Resolves to what `save` returns, or undefined. */
export function edit(title, one, save) {
  const url = field(t.url, { name: 'url', type: 'url', hint: t.urlHint, value: one.url ?? '', maxlength: 1000, autocomplete: 'off' });
  const events = field(t.events, { name: 'events', area: true, hint: t.eventsHint, value: (one.events ?? ['*']).join('\n') });
  const description = field(t.description, { name: 'description', value: one.description ?? '', maxlength: 200 });
  return dialog(title, (close) => form({
    fields: [url, events, description],
    action: text.common.save,
    check: (values) => (values.url.trim() ? {} : { url: text.common.required }),
    submit: async (values) => close((await save({
      url: values.url.trim(),
      events: values.events.split(/[\s,]+/).filter(Boolean),
      description: values.description.trim(),
    })) ?? null),
    more: [button(text.common.cancel, { on: { click: () => close() } })],
  }));
}

export async function rotate(path) {
  let secret;
  const overlap = field(t.overlap, { name: 'overlap_seconds', options: t.overlaps, value: '86400' });
  await confirm(t.rotateTitle, t.rotateHint, t.rotate, async (values) => {
    ({ data: { secret } } = await post(`${path}/secret`, { overlap_seconds: Number(values.overlap_seconds) }));
  }, { fields: [overlap], danger: false });
  if (secret) await showSecret(secret);
}

/** The dialog closes only when the administrator says that the secret is saved. */
export const showSecret = (secret) => dialog(t.secretTitle, (close) => [
  h('p', { class: 'lead' }, t.secretLead),
  field(t.secret, { name: 'secret', value: secret, readonly: true, class: 'mono', autocomplete: 'off' }),
  h('div', { class: 'actions' },
    button(text.common.copy, { icon: 'copy', class: 'dialog-first', on: { click: () => copy(secret) } }),
    button(t.secretStored, { kind: 'primary', on: { click: () => close() } })),
], { sticky: true });
