// The API token, the API keys, the usage of this month and of previous months.
import { get, post } from './api.js';
import { apiKeysCard } from './api-keys.js';
import { confirm } from './dialogs.js';
import { h, show, svg } from './dom.js';
import { tokenCopied } from './first-steps.js';
import { formatDay, formatMonth, formatMonthYear, formatNumber } from './format.js';
import { toast } from './messages.js';
import { quotaBar, quotaCrossed } from './quota.js';
import * as session from './session.js';
import { text } from './text.js';
import { button, card, copy, empty, iconButton, load } from './ui.js';

const t = text.usage;
const MONTHS = 12;

export function open(container) {
  const tokenRoom = h('div', {});
  const meterRoom = h('div', {});
  const chartRoom = h('div', { class: 'chart-container' });
  const keys = apiKeysCard();
  show(container, card(t.token, { hint: t.tokenHint }, tokenRoom), keys.element, card(t.meter, {}, meterRoom), card(t.chart, {}, chartRoom));
  drawToken(tokenRoom, session.current().api_token);
  keys.draw();
  const usage = get('/api/user/usage').then(({ data }) => data);
  usage.catch(() => {});
  let first = true;
  const read = () => {
    if (first) {
      first = false;
      return usage;
    }
    return get('/api/user/usage').then(({ data }) => data);
  };
  load(meterRoom, async () => meter(await read()), 2);
  load(chartRoom, async () => chart((await usage.catch(read)).periods ?? []), 4);
}

function drawToken(container, token) {
  const masked = `${token.slice(0, 8)}${'•'.repeat(16)}${token.slice(-4)}`;
  const shown = h('code', { class: 'token', 'aria-live': 'polite' }, masked);
  let open = false;
  const toggle = button(t.show, { 'aria-label': t.showLabel, on: { click: () => {
    open = !open;
    shown.textContent = open ? token : masked;
    toggle.lastChild.textContent = open ? t.hide : t.show;
    toggle.setAttribute('aria-label', open ? t.hideLabel : t.showLabel);
  } } });
  const rotate = button(t.rotate, { kind: 'quiet', on: { click: () => confirm(t.rotateTitle, t.rotateHint, t.rotate, async () => {
    const { data } = await post('/api/user/api-token');
    const fresh = data.token;
    session.current().api_token = fresh;
    drawToken(container, fresh);
    toast(t.rotated);
  }) } });
  show(container, h('div', { class: 'token-row' }, shown, iconButton(t.copyLabel, 'copy', { on: { click: () => copy(token).then(tokenCopied) } })),
    h('div', { class: 'actions' }, toggle, rotate));
}

function meter({ usage_count: used, plan_type: plan, limit, remaining, resets_at: resets }) {
  const unlimited = limit === null || limit === undefined;
  const said = unlimited ? t.usedNoLimit(formatNumber(used)) : t.used(formatNumber(used), formatNumber(limit));
  const foot = unlimited ? t.unlimited : remaining > 0 ? t.remaining(formatNumber(remaining)) : t.full;
  return [
    h('div', { class: 'figures' },
      h('p', { class: 'figure' }, formatNumber(used), h('small', {}, unlimited ? ` ${t.unitsAfter(formatNumber(used))}` : ` / ${formatNumber(limit)}`)),
      h('p', { class: 'pill' }, t.plan(plan))),
    unlimited ? null : quotaBar(used, limit, `${t.meterLabel}: ${said}`),
    unlimited || remaining <= 0 ? null : quotaCrossed(used, limit),
    h('p', { class: 'hint figures-foot' }, foot, ' · ', t.resets(formatDay(resets))),
  ].filter(Boolean);
}

function chart(periods) {
  const counts = new Map(periods.map((one) => [one.period, one.usage_count]));
  if (![...counts.values()].some((count) => count > 0)) return empty('usage', t.empty, t.emptyHint);
  const newest = [...counts.keys()].sort().at(-1);
  const months = Array.from({ length: MONTHS }, (_, at) => monthBefore(newest, MONTHS - 1 - at));
  const top = niceTop(Math.max(...months.map((one) => counts.get(one) ?? 0)));
  const wide = 600;
  const tall = 180;
  const left = 8 + formatNumber(top).length * 8;
  const step = (wide - left) / MONTHS;
  const y = (value) => tall - (value / top) * (tall - 16);
  return [
    svg('svg', { class: 'chart', viewBox: `0 0 ${wide} ${tall + 24}`, role: 'img', 'aria-label': t.chartLabel },
      [0, top / 2, top].map((value) => [
        svg('line', { class: 'chart-line', x1: left, x2: wide, y1: y(value), y2: y(value) }),
        svg('text', { class: 'chart-text', x: left - 8, y: y(value) + 4, 'text-anchor': 'end' }, formatNumber(value)),
      ]),
      months.map((month, at) => {
        const value = counts.get(month) ?? 0;
        const height = value ? Math.max(3, tall - y(value)) : 0;
        return svg('g', { class: at === MONTHS - 1 ? 'chart-bar chart-now' : 'chart-bar' },
          svg('title', {}, t.unitsIn(formatNumber(value), formatMonthYear(month))),
          svg('rect', { class: 'chart-hit', x: left + at * step, y: 0, width: step, height: tall }),
          svg('rect', { x: left + at * step + step * 0.2, y: tall - height, width: step * 0.6, height, rx: Math.min(4, height / 2) }),
          svg('text', { class: 'chart-text', x: left + (at + 0.5) * step, y: tall + 18, 'text-anchor': 'middle' }, formatMonth(month)));
      })),
    h('table', { class: 'visually-hidden' }, h('caption', {}, t.chartLabel),
      h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, t.month), h('th', { scope: 'col' }, t.units))),
      h('tbody', {}, months.map((month) => h('tr', {}, h('th', { scope: 'row' }, formatMonthYear(month)), h('td', {}, formatNumber(counts.get(month) ?? 0)))))),
  ];
}

function monthBefore(period, back) {
  const [year, month] = period.split('-').map(Number);
  return new Date(Date.UTC(year, month - 1 - back, 1)).toISOString().slice(0, 7);
}

/** The smallest of 2, 4, 10, 20, 40, 100 … that is at least `value`; half of it is an integer. */
function niceTop(value) {
  for (let size = 1; ; size *= 10) {
    for (const factor of [2, 4, 10]) if (factor * size >= value) return factor * size;
  }
}
