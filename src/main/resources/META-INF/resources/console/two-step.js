// Two-step login with an authenticator app: set up, recovery codes, switch off.
import { del, get, post } from './api.js';
import { confirm, dialog } from './dialogs.js';
import { h } from './dom.js';
import { digits } from './codes.js';
import { form } from './fields.js';
import { formatDateTime, formatRelative } from './format.js';
import { toast } from './messages.js';
import { appCodeField, checkAppCode } from './proofs.js';
import { showCodes } from './recovery-codes.js';
import { text } from './text.js';
import { actionButton, button, card, copy, iconButton, load } from './ui.js';

const t = text.factors;
const FEW = 3;

/** `{ element, draw() }`; calls `changed` after a change. */
export function twoStepCard(changed) {
  const container = h('div', {});
  const redraw = () => {
    draw();
    changed();
  };
  const draw = () => load(container, async () => {
    const { data } = await get('/api/user/mfa');
    return data.totp ? switchedOn(data, redraw) : h('div', { class: 'actions' }, actionButton(t.setUp, { icon: 'phone' }, () => setUp(redraw)));
  }, 1);
  return { element: card(t.twoStep, { hint: t.twoStepHint }, container), draw };
}

const switchedOn = ({ totp, recovery_codes_left: left }, redraw) => [
  h('p', { class: 'row-details two-step-state' },
    h('span', { title: formatDateTime(totp.confirmed_at) }, t.onSince(formatRelative(totp.confirmed_at))), h('span', {}, t.codesLeft(left))),
  left <= FEW && h('p', { class: 'note' }, t.codesFew),
  h('div', { class: 'actions' },
    button(t.newCodes, { on: { click: async () => {
      let codes;
      await confirm(t.newCodesTitle, t.newCodesHint, t.newCodes, async () => {
        codes = (await post('/api/user/mfa/recovery-codes')).data.recovery_codes;
      }, { danger: false });
      if (!codes) return;
      await showCodes(codes);
      redraw();
    } } }),
    button(t.switchOff, { kind: 'danger', on: { click: () => confirm(t.switchOffTitle, t.switchOffHint, t.switchOff, async () => {
      await del('/api/user/mfa/totp');
      toast(t.switchedOff);
      redraw();
    }) } })),
];

async function setUp(redraw) {
  const { data: { secret, uri, qr } } = await post('/api/user/mfa/totp');
  const codes = await dialog(t.setUp, (close) => [
    h('p', { class: 'lead' }, t.setUpLead),
    // As a picture, the SVG of the service cannot run scripts.
    h('img', { class: 'qr', alt: t.qr, width: 220, height: 220, src: `data:image/svg+xml,${encodeURIComponent(qr)}` }),
    h('div', { class: 'token-row' },
      h('div', { class: 'token' }, h('span', { class: 'hint' }, t.key), ' ', h('code', {}, secret.match(/.{1,4}/g).join(' '))),
      iconButton(text.common.copy, 'copy', { on: { click: () => copy(secret) } })),
    /^otpauth:/.test(uri) && h('p', { class: 'hint form-lead' }, h('a', { href: uri }, t.openApp)),
    form({
      fields: [appCodeField()],
      action: t.switchOn,
      place: { 'mfa-code-invalid': 'code' },
      check: checkAppCode,
      submit: async ({ code }) => close((await post('/api/user/mfa/totp/confirm', { code: digits(code) })).data.recovery_codes),
      more: [button(text.common.cancel, { on: { click: () => close() } })],
    }),
  ].filter(Boolean));
  if (!codes) return;
  toast(t.switchedOn);
  await showCodes(codes);
  redraw();
}
