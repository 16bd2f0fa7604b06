// The picture of a user, or the initials on a colour derived from the name.
import { h } from './dom.js';

export const displayName = (profile, user) =>
  profile?.displayName || [profile?.givenName, profile?.familyName].filter(Boolean).join(' ') || user.name || user.username || user.email;

/** The picture if the profile has one that this page may load; otherwise the initials. `failed()` is called if it cannot be loaded. */
export function avatar(profile, name, size, failed = () => {}) {
  const source = pictureOf(profile);
  const element = h('span', { class: 'avatar', 'aria-hidden': 'true', data: { tint: tint(name), size } }, initials(name));
  if (source) {
    const image = h('img', { src: source, alt: '', referrerpolicy: 'no-referrer', on: { error: () => {
      image.remove();
      failed();
    } } });
    element.append(image);
  }
  return element;
}

/** Whether the profile names a picture that is not shown here. */
export const isHidden = (profile) => Boolean(profile.avatarUrl) && !pictureOf(profile);

/** Pictures of other hosts are not loaded: they would reveal the visitor to that host, and the content security policy forbids them. */
function pictureOf(profile) {
  if (/^data:image\/(webp|jpeg|png);base64,/.test(profile?.avatarImage ?? '')) return profile.avatarImage;
  try {
    const address = new URL(profile?.avatarUrl ?? '');
    return address.origin === location.origin ? address.href : null;
  } catch {
    return null;
  }
}

function initials(name) {
  const words = String(name).split(/[\s@._-]+/u).filter(Boolean);
  return words.slice(0, 2).map((word) => [...word][0].toUpperCase()).join('') || '?';
}

function tint(name) {
  let sum = 0;
  for (const letter of String(name)) sum = (sum * 31 + letter.codePointAt(0)) % 5;
  return sum;
}

/** Crops a picture file to a small square; returns a data URL of a few kilobytes. */
export async function squarePicture(file, side = 192) {
  const bitmap = await createImageBitmap(file);
  const edge = Math.min(bitmap.width, bitmap.height);
  const canvas = h('canvas', { width: side, height: side });
  canvas.getContext('2d').drawImage(bitmap, (bitmap.width - edge) / 2, (bitmap.height - edge) / 2, edge, edge, 0, 0, side, side);
  bitmap.close();
  for (const quality of [0.85, 0.7, 0.5]) {
    const url = canvas.toDataURL('image/jpeg', quality);
    if (url.length < 24_000) return url;
  }
  return canvas.toDataURL('image/jpeg', 0.3);
}
