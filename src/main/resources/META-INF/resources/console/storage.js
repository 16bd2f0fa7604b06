// What this browser remembers between visits: guesses for the first paint and, by account id, finished first steps; never a secret.

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
