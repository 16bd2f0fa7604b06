// Differences between JSON objects as JSON merge patches (RFC 7396).
import { isObject } from './exact.js';

export const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** The merge patch that turns `from` into `to`. */
export function difference(from, to, ignored = []) {
  const change = {};
  for (const name of new Set([...Object.keys(from), ...Object.keys(to)])) {
    if (ignored.includes(name) || same(from[name], to[name])) continue;
    if (!(name in to)) change[name] = null;
    else if (isObject(from[name]) && isObject(to[name])) change[name] = difference(from[name], to[name]);
    else change[name] = to[name];
  }
  return change;
}
