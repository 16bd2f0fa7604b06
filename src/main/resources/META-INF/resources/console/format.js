// Formats numbers, sizes, dates and times in the language of the text.
import { locale } from './language.js';

const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });
const month = new Intl.DateTimeFormat(locale, { month: 'short', timeZone: 'UTC' });
const monthYear = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' });
const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
const number = new Intl.NumberFormat(locale);

const UNITS = [['year', 31_557_600], ['month', 2_629_800], ['week', 604_800], ['day', 86_400], ['hour', 3_600], ['minute', 60]];

export const formatNumber = (value) => number.format(value);
export const formatDateTime = (iso) => (iso ? dateTime.format(new Date(iso)) : null);
export const formatDay = (iso) => day.format(new Date(iso));

/** Formats `2026-11` as the name of the month. */
export const formatMonth = (period) => month.format(new Date(`${period}-01T00:00:00Z`));
export const formatMonthYear = (period) => monthYear.format(new Date(`${period}-01T00:00:00Z`));

/** Relative time: three hours ago, in two days. */
export function formatRelative(iso, now = Date.now()) {
  const seconds = (new Date(iso).getTime() - now) / 1000;
  for (const [unit, size] of UNITS) {
    if (Math.abs(seconds) >= size) return relative.format(Math.round(seconds / size), unit);
  }
  return relative.format(0, 'minute');
}

/** A waiting time: 45 sec, 4 min. */
export function formatWait(seconds) {
  const whole = Math.max(0, Math.ceil(seconds));
  const [unit, size] = whole >= 7200 ? ['hour', 3600] : whole > 90 ? ['minute', 60] : ['second', 1];
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(Math.ceil(whole / size));
}

/** Bytes: 57.2 MB. */
export function formatSize(bytes) {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];
  let value = bytes;
  let step = 0;
  while (value >= 1000 && step < units.length - 1) {
    value /= 1000;
    step++;
  }
  const digits = step > 1 ? 1 : 0;
  return new Intl.NumberFormat(locale, {
    style: 'unit', unit: units[step], unitDisplay: 'short', minimumFractionDigits: digits, maximumFractionDigits: digits,
  }).format(value);
}

/** A position in a recording: 3:07, 1:02:45. */
export function formatClock(seconds) {
  const whole = Math.max(0, Math.floor(seconds || 0));
  const parts = [Math.floor(whole / 60) % 60, whole % 60];
  const hours = Math.floor(whole / 3600);
  if (hours) parts.unshift(hours);
  return parts.map((part, at) => (at ? String(part).padStart(2, '0') : String(part))).join(':');
}
