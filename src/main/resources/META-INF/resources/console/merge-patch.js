// Differences between JSON objects, as the service takes them.

export const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The merge patch (RFC 7396) that makes `to` of `from`. */
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
