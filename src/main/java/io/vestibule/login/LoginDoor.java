package io.vestibule.login;

import io.vestibule.session.CookieSession;
import io.vestibule.session.TokenTransport;
import java.util.List;
import java.util.Optional;

/**
 * Where a login came in, and what its request said about the client. Made by {@link
 * LoginCompletion#door} at the start of the request, before anything asynchronous.
 *
 * @param name distinguishes the doors; a login that waits for a second factor ends at its door
 * @param transport how the token of the session is transported
 * @param device the User-Agent; null where there was none
 * @param presentedDevices device tokens of the request, unverified
 * @param replaced cookies whose session a login of a browser ends
 */
public record LoginDoor(
    String name,
    TokenTransport transport,
    String device,
    List<String> presentedDevices,
    Optional<CookieSession.PresentedCookies> replaced) {

  @Override
  public String toString() {
    return "LoginDoor[" + name + "]";
  }
}
