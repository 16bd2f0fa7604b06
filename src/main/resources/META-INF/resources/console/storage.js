// What this browser remembers between visits: guesses for the first paint, the chosen language and, by account id, finished first steps;
// never a secret.

const SIGNED_IN = 'vestibule.signed-in';

export function recall(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

export function remember(name, value) {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
  } catch {
    // Storage can be disabled; then only the guess is lost.
  }
}

/** A guess for the first paint, before the service has answered. */
export const probablySignedIn = () => recall(SIGNED_IN) === '1';

export const rememberSignedIn = (signedIn) => remember(SIGNED_IN, signedIn ? '1' : null);
