// For role admin: the endpoints that events are sent to.
import { del, get, patch, post } from './api.js';
import { confirm, dialog } from './dialogs.js';
import { h, icon } from './dom.js';
import { field, form } from './fields.js';
import { formatRelative } from './format.js';
import { toast } from './messages.js';
import { text } from './text.js';
import { actionButton, button, card, copy, empty, load } from './ui.js';

const t = text.webhooks;
const ROOT = '/api/admin/webhooks';

export function webhooks() {
  const container = h('div', {});
  const draw = () => load(container, async () => {
    const { data } = await get(ROOT);
    return data.webhooks.length
      ? h('ul', { class: 'rows' }, data.webhooks.map((one) => row(one, draw)))
      : empty('link', t.none, t.noneHint);
  });
  draw();
  const add = button(t.add, { icon: 'plus', on: { click: () => edit(t.addTitle, {}, async (values) => {
    const { data } = await post(ROOT, values);
    return data.secret;
  }).then((secret) => secret && showSecret(secret)).then(draw) } });
  return card(t.title, { hint: t.hint, tools: add }, container);
}

function row(one, draw) {
  const path = `${ROOT}/${encodeURIComponent(one.id)}`;
  const switched = async () => {
    await patch(path, { enabled: !one.enabled });
    draw();
  };
  return h('li', { class: 'row row-wrap' },
    h('span', { class: 'row-icon' }, icon('link')),
    h('div', { class: 'row-main' },
      h('p', { class: 'row-title' }, one.description ?? one.url),
      h('p', { class: 'row-details' },
        one.description && h('span', {}, one.url),
        h('span', {}, one.events.join(', ')),
        one.enabled ? h('span', {}, formatRelative(one.created_at)) : h('strong', {}, t.disabled))),
    h('div', { class: 'row-tools' },
      actionButton(t.log, {}, async () => {
        const log = await import('./webhook-log.js');
        log.showDeliveries(one);
      }),
      actionButton(t.test, {}, async () => {
        await post(`${path}/test`);
        toast(t.testSent);
      }),
      button(t.change, { on: { click: () => edit(t.changeTitle, one, async (values) => {
        await patch(path, values);
        draw();
      }) } }),
      actionButton(one.enabled ? t.disable : t.enable, {}, switched),
      button(t.rotate, { on: { click: () => rotate(path).then(draw) } }),
      button(text.common.remove, { kind: 'danger', on: { click: () => confirm(t.removeTitle, t.removeHint, text.common.remove, async () => {
        await del(path);
        toast(t.removed);
        draw();
      }) } })));
}

/** Resolves to what `save` returns, or undefined. */
function edit(title, one, save) {
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

async function rotate(path) {
  let secret;
  const overlap = field(t.overlap, { name: 'overlap_seconds', options: t.overlaps, value: '86400' });
  await confirm(t.rotateTitle, t.rotateHint, t.rotate, async (values) => {
    ({ data: { secret } } = await post(`${path}/secret`, { overlap_seconds: Number(values.overlap_seconds) }));
  }, { fields: [overlap], danger: false });
  if (secret) await showSecret(secret);
}

/** The dialog closes only when the administrator says that the secret is saved. */
const showSecret = (secret) => dialog(t.secretTitle, (close) => [
  h('p', { class: 'lead' }, t.secretLead),
  field(t.secret, { name: 'secret', value: secret, readonly: true, class: 'mono', autocomplete: 'off' }),
  h('div', { class: 'actions' },
    button(text.common.copy, { icon: 'copy', class: 'dialog-first', on: { click: () => copy(secret) } }),
    button(t.secretStored, { kind: 'primary', on: { click: () => close() } })),
], { sticky: true });
