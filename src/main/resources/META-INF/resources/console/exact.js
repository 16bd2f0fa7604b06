// JSON numbers that JavaScript would round, for example 12345678901234567890. They are kept as JSON.rawJSON objects, which are written
// as they were read.

const isRaw = (value) => JSON.isRawJSON?.(value) ?? false;

/** Digits and exponent of a decimal number: the same for 1.10, 1.1 and 11e-1; null if it is none. */
function decimal(source) {
  const [, sign, whole, part = '', exponent = '0'] = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(source) ?? [];
  if (!whole && !part) return null;
  const digits = `${whole}${part}`.replace(/^0+/, '');
  const kept = digits.replace(/0+$/, '');
  return kept ? `${sign === '-' ? '-' : ''}${kept}e${Number(exponent) - part.length + digits.length - kept.length}` : '0';
}

const isExact = (source) => decimal(source) === decimal(String(Number(source)));

/** A number as JSON has it, for example without a leading plus. */
const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** The number that `typed` means: a JavaScript number if that is exact, otherwise a raw one; undefined if it is no number. */
export function parseNumber(typed) {
  const source = typed.trim();
  if (!decimal(source)) return undefined;
  if (isExact(source)) return Number(source);
  return JSON.rawJSON && JSON_NUMBER.test(source) ? JSON.rawJSON(source) : undefined;
}

/** As `JSON.parse`, but no number is rounded. Throws a SyntaxError, or a RangeError if this browser can only round. */
export function parse(source) {
  if (!JSON.rawJSON) {
    const value = JSON.parse(source);
    const numbers = source.replace(/"(?:[^"\\]|\\.)*"/gs, '').match(/-?\d[\d.eE+-]*/g) ?? [];
    if (!numbers.every(isExact)) throw new RangeError('a number would be rounded');
    return value;
  }
  return JSON.parse(source, (_, value, context) =>
    (typeof value === 'number' && context && !isExact(context.source) ? JSON.rawJSON(context.source) : value));
}

export const isNumber = (value) => typeof value === 'number' || isRaw(value);

/** Whether a merge patch would remove something instead of storing it: null, also as a member of an object. Arrays may contain null. */
export const hasNull = (value) => value === null || (isObject(value) && Object.values(value).some(hasNull));

export const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value) && !isRaw(value);
