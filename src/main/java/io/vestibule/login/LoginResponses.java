package io.vestibule.login;

import io.vestibule.session.SessionCookie;
import io.vestibule.session.TokenTransport;
import io.vestibule.throttle.DeviceTokens;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;
import org.jboss.resteasy.reactive.RestResponse;

/** The answers of a successful login, with the headers that the client needs. */
@ApplicationScoped
public class LoginResponses {
  private final SessionCookie cookie;
  private final DeviceCookie deviceCookie;

  LoginResponses(SessionCookie cookie, DeviceCookie deviceCookie) {
    this.cookie = cookie;
    this.deviceCookie = deviceCookie;
  }

  /** The session token is in the cookie. */
  public RestResponse<LoginResponse> cookie(LoginOutcome.SessionOpened opened) {
    return RestResponse.ResponseBuilder.ok(LoginResponse.of(opened.owner()))
        .header(HttpHeaders.SET_COOKIE, cookie.set(opened.token()))
        .header(HttpHeaders.SET_COOKIE, deviceCookie.set(opened.deviceToken()))
        .build();
  }

  /** The session token is in the body. */
  public RestResponse<TokenResponse> bearer(LoginOutcome.SessionOpened opened) {
    return RestResponse.ResponseBuilder.ok(TokenResponse.of(opened))
        .header(DeviceTokens.HEADER, opened.deviceToken())
        .build();
  }

  /** By the transport of the session. */
  public RestResponse<LoginAnswer> of(LoginOutcome.SessionOpened opened) {
    RestResponse<? extends LoginAnswer> answer =
        opened.transport() == TokenTransport.COOKIE ? cookie(opened) : bearer(opened);
    return RestResponse.ResponseBuilder.<LoginAnswer>ok(answer.getEntity())
        .replaceAll(answer.getHeaders())
        .build();
  }

  /** The cookies of a browser's new session, for answers that are no JSON, such as redirects. */
  public List<String> cookies(LoginOutcome.SessionOpened opened) {
    return List.of(cookie.set(opened.token()), deviceCookie.set(opened.deviceToken()));
  }
}
