package io.vestibule.login;

import io.vestibule.account.SignedIn;
import io.vestibule.session.IssuedToken;

/** An owner who just signed in, and the token of their new session. */
record OpenedSession(SignedIn owner, IssuedToken token) {}
