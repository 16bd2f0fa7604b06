package io.vestibule.testing;

import static io.vestibule.testing.Api.json;

import io.restassured.response.Response;
import io.vestibule.testing.Api.Person;
import java.util.LinkedHashMap;
import java.util.Map;

/** Registers passkeys of a {@link SoftwareAuthenticator} and signs in with them. */
public final class Passkeys {
  private static final String OWN = "/api/user/passkeys";
  private static final String LOGIN = "/api/auth/passkey";

  private Passkeys() {}

  /** Options of a ceremony. */
  public record Options(String state, String challenge) {
    public static Options of(Response answer) {
      answer.then().statusCode(200);
      return new Options(answer.path("state"), answer.path("public_key.challenge"));
    }
  }

  /** A registered passkey of a new device. */
  public static SoftwareAuthenticator register(Person person) {
    SoftwareAuthenticator device = SoftwareAuthenticator.of(person.userId());
    register(person, device).then().statusCode(201);
    return device;
  }

  public static Response register(Person person, SoftwareAuthenticator device) {
    return person.request().body(registration(person, device)).post(OWN);
  }

  /** The body of a registration. */
  public static Map<String, Object> registration(Person person, SoftwareAuthenticator device) {
    Options options = registrationOptions(person);
    return body(options.state(), device.create(options.challenge()));
  }

  public static Options registrationOptions(Person person) {
    return Options.of(person.request().post(OWN + "/options"));
  }

  public static Options loginOptions() {
    return Options.of(json().post(LOGIN + "/options"));
  }

  /** Signs in; the token is in the body. */
  public static Response logIn(SoftwareAuthenticator device) {
    return json().body(login(device)).post(LOGIN);
  }

  /** The body of a sign-in. */
  public static Map<String, Object> login(SoftwareAuthenticator device) {
    Options options = loginOptions();
    Map<String, Object> body = body(options.state(), device.get(options.challenge()));
    body.put("session", "bearer");
    return body;
  }

  public static Map<String, Object> body(String state, Map<String, Object> credential) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("state", state);
    body.put("credential", credential);
    return body;
  }
}
