// For role admin: the endpoints that events are sent to.
import { del, get, patch, post } from './api.js';
import { confirm } from './dialogs.js';
import { h, icon } from './dom.js';
import { formatRelative } from './format.js';
import { toast } from './messages.js';
import { text } from './text.js';
import { actionButton, button, card, empty, load } from './ui.js';

const t = text.webhooks;
const ROOT = '/api/admin/webhooks';

const dialogs = () => import('./webhook-dialogs.js');
const edit = async (...given) => (await dialogs()).edit(...given);
const rotate = async (path) => (await dialogs()).rotate(path);
const showSecret = async (secret) => (await dialogs()).showSecret(secret);

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
