package io.vestibule.oidc;

import static io.vestibule.oidc.SignInBrowser.link;
import static io.vestibule.oidc.SignInBrowser.main;
import static io.vestibule.oidc.SignInBrowser.user;
import static io.vestibule.testing.Api.credentials;
import static io.vestibule.testing.Api.freshEmail;
import static io.vestibule.testing.Api.freshPassword;
import static io.vestibule.testing.Api.post;
import static io.vestibule.testing.Api.withCookie;
import static io.vestibule.testing.Problems.assertProblem;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.vestibule.account.AccountService;
import io.vestibule.account.Status;
import io.vestibule.oidc.SignInBrowser.ProviderResponse;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Authenticator;
import io.vestibule.testing.CognitoLocal;
import io.vestibule.testing.Concurrently;
import io.vestibule.testing.Eventually;
import io.vestibule.testing.MutableClock;
import io.vestibule.testing.OidcProvider;
import io.vestibule.testing.Rows;
import io.vestibule.web.ErrorCode;
import jakarta.inject.Inject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Sign-in by redirect at a real OpenID provider, and what attackers try. */
@QuarkusTest
@TestProfile(RedirectSignInTest.Providers.class)
class RedirectSignInTest {
  private static final String HOME = "/#/profile";
  private static final String APP = "org.example.app:/signed-in";
  private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private static OidcProvider provider;

  @Inject MutableClock clock;
  @Inject AccountService accounts;

  /** The service has a client at each of the providers. */
  public static class Providers implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      Map<String, String> settings = new LinkedHashMap<>(OidcProvider.settings());
      settings.put("vestibule.redirect.return-to", "https://app.example.org," + APP);
      settings.put("quarkus.http.cors.enabled", "true");
      settings.put("quarkus.http.cors.origins", "https://app.example.org");
      settings.put("quarkus.http.cors.access-control-allow-credentials", "true");
      settings.put("vestibule.federation.timeout", "30S");
      return settings;
    }
  }

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(CognitoLocal.isInstallable(), "the provider needs Node.js and npm");
    provider = OidcProvider.start(SignInBrowser.SERVICE);
  }

  @AfterAll
  static void stop() {
    if (provider != null) {
      provider.close();
    }
  }

  @AfterEach
  void reset() {
    clock.reset();
    OidcProvider.mend(OidcProvider.MAIN);
  }

  @Test
  void frontEndsLearnWhichButtonsToShow() {
    Api.json()
        .get("/api/auth/providers")
        .then()
        .statusCode(200)
        .body("providers.name", hasItems("apple", "conform", "down", "main", "other"))
        .body("providers.find { it.name == 'apple' }.kind", equalTo("apple"))
        .body("providers.find { it.name == 'apple' }.label", equalTo("Apple"))
        .body("providers.find { it.name == 'main' }.kind", equalTo("oidc"))
        .body("providers.find { it.name == 'main' }.label", equalTo("Main provider"))
        .body("providers.find { it.name == 'other' }.label", equalTo("other"))
        .body("providers.login_url", hasItem("/api/auth/login/main"));
  }

  @Test
  void theFirstSignInCreatesAnAccountAndTheNextOnesFindIt() {
    String subject = subject();
    String email = freshEmail();
    SignInBrowser browser = new SignInBrowser();

    assertEquals(HOME, browser.signIn(main(HOME), user(subject, email)));

    Response session = session(browser);
    session
        .then()
        .statusCode(200)
        .body("user.email", equalTo(email))
        .body("user.emailVerified", equalTo(true))
        .body("user.name", equalTo("Ada Lovelace"))
        .body("session.amr", contains("fed"))
        .body("has_audio_key", equalTo(false));
    SignInBrowser other = new SignInBrowser();
    assertEquals("/", other.signIn("/api/auth/login/main", user(subject, email)));
    assertEquals(userId(session), userId(session(other)));
    assertNotEquals(browser.session(), other.session());
    assertAudited(userId(session), "login");
  }

  @Test
  void theCookieOfTheStateIsForThisBrowserAndForTenMinutes() {
    HttpResponse<String> start = new SignInBrowser().get(main(HOME));
    String cookie = start.headers().firstValue("Set-Cookie").orElseThrow();

    assertTrue(cookie.startsWith("__Host-sign-in="), cookie);
    assertTrue(cookie.contains("; Max-Age=600;"), cookie);
    for (String attribute : List.of("; Path=/", "; Secure", "; HTTPOnly", "; SameSite=Lax")) {
      assertTrue(cookie.contains(attribute), cookie);
    }
    assertTrue(cookie.length() < 4_096);
    String location = SignInBrowser.location(start);
    assertTrue(location.contains("&code_challenge_method=S256"), location);
    assertTrue(location.contains("&nonce="), location);
    assertEquals("no-store", start.headers().firstValue("Cache-Control").orElseThrow());
  }

  /** OpenID Connect Core section 5.4: the claims are not in the ID token. */
  @Test
  void claimsComeFromTheUserInfoEndpointIfTheTokenHasNone() {
    String email = freshEmail();
    SignInBrowser browser = new SignInBrowser();

    browser.signIn(link(OidcProvider.CONFORM, HOME), user(subject(), email));

    session(browser)
        .then()
        .body("user.email", equalTo(email))
        .body("user.emailVerified", equalTo(true))
        .body("user.name", equalTo("Ada Lovelace"));
  }

  /** The form comes from another site, and the service makes the client secret. */
  @Test
  void appleReturnsTheBrowserWithAForm() {
    String email = freshEmail();
    SignInBrowser browser = new SignInBrowser();
    HttpResponse<String> start = browser.get(link(OidcProvider.APPLE, HOME));
    String cookie = start.headers().firstValue("Set-Cookie").orElseThrow();
    assertTrue(cookie.contains("; Secure") && cookie.contains("; SameSite=None"), cookie);

    ProviderResponse callback =
        browser.atProvider(SignInBrowser.location(start), user(subject(), email));

    assertTrue(callback.form().isPresent());
    assertEquals(HOME, browser.follow(callback));
    session(browser).then().body("user.email", equalTo(email));
    assertEquals(invalidState(), browser.follow(callback));
  }

  @Test
  void onlyACallbackMayBeAForm() {
    for (String path : List.of("/api/auth/login", "/api/auth/token", "/api/auth/logout")) {
      assertProblem(
          RestAssured.given()
              .contentType("application/x-www-form-urlencoded")
              .body("email=a")
              .post(path),
          ErrorCode.NOT_JSON);
    }
    assertProblem(
        RestAssured.given().contentType("text/plain").body("a").post("/api/auth/callback/main"),
        ErrorCode.NOT_JSON);
    assertProblem(
        Api.json()
            .cookie("auth_token", "some")
            .header("Origin", "https://appleid.apple.com")
            .body("{}")
            .post("/api/auth/token"),
        ErrorCode.CROSS_SITE);
  }

  /** The attacker's callback, opened in the victim's browser, must not log the victim in. */
  @Test
  void loginCrossSiteRequestForgeryIsRefused() {
    SignInBrowser attacker = new SignInBrowser();
    ProviderResponse callback = attacker.authorize(main(HOME), user(subject(), freshEmail()));
    SignInBrowser victim = new SignInBrowser();

    assertEquals(invalidState(), victim.follow(callback));
    victim.get(main(HOME));
    assertEquals(invalidState(), victim.follow(callback), "with a sign-in of its own");

    assertNull(victim.session());
  }

  @Test
  void theCodeOfOneIssuerIsNotSentToAnother() {
    String email = freshEmail();
    int before = OidcProvider.tokenRequests(OidcProvider.OTHER);
    SignInBrowser victim = new SignInBrowser();
    ProviderResponse honest = victim.authorize(main(HOME), user(subject(), email));
    SignInBrowser started = new SignInBrowser();
    String state =
        parameter(SignInBrowser.location(started.get(link(OidcProvider.OTHER, HOME))), "state");

    // The redirect URI of the other issuer, with the code of the honest one: iss tells.
    ProviderResponse mixed = honest.with("state", state).at(OidcProvider.OTHER);
    assertEquals(error("provider-rejected"), started.follow(mixed));
    // Without iss, although the metadata promises it.
    state = parameter(SignInBrowser.location(started.get(link(OidcProvider.OTHER, HOME))), "state");
    ProviderResponse silent =
        new ProviderResponse(
            honest.with("state", state).at(OidcProvider.OTHER).address().replaceAll("&iss=.*", ""),
            Optional.empty());
    assertEquals(error("provider-rejected"), started.follow(silent));
    // The redirect URI of the honest issuer, with the state of the other one.
    state = parameter(SignInBrowser.location(started.get(link(OidcProvider.OTHER, HOME))), "state");
    assertEquals(invalidState(), started.follow(honest.with("state", state)));

    assertEquals(before, OidcProvider.tokenRequests(OidcProvider.OTHER));
    assertNull(started.session());
  }

  @Test
  void aCallbackWorksOnce() {
    SignInBrowser browser = new SignInBrowser();
    ProviderResponse callback = browser.authorize(main(HOME), user(subject(), freshEmail()));
    String cookie = browser.ofService().get("__Host-sign-in");

    assertEquals(HOME, browser.follow(callback));
    assertFalse(browser.ofService().containsKey("__Host-sign-in"), "the cookie is cleared");
    assertEquals(invalidState(), browser.follow(callback));
    browser.ofService().put("__Host-sign-in", cookie);
    assertEquals(invalidState(), browser.follow(callback), "the state is used");
  }

  @Test
  void aUsedStateDoesNotTakeANewCode() {
    SignInBrowser browser = new SignInBrowser();
    String subject = subject();
    String authorization = SignInBrowser.location(browser.get(main(HOME)));
    String cookie = browser.ofService().get("__Host-sign-in");
    browser.follow(browser.atProvider(authorization, user(subject, freshEmail())));

    ProviderResponse second = browser.atProvider(authorization, user(subject, freshEmail()));
    browser.ofService().put("__Host-sign-in", cookie);

    assertEquals(invalidState(), browser.follow(second));
  }

  @Test
  void ofConcurrentCallbacksOneOpensASession() {
    SignInBrowser browser = new SignInBrowser();
    ProviderResponse callback = browser.authorize(main(HOME), user(subject(), freshEmail()));
    String cookie = browser.ofService().get("__Host-sign-in");

    List<String> ends =
        Concurrently.run(
            4,
            number -> {
              SignInBrowser tab = new SignInBrowser();
              tab.ofService().put("__Host-sign-in", cookie);
              return tab.follow(callback);
            });

    assertEquals(1, ends.stream().filter(HOME::equals).count(), ends::toString);
    assertEquals(3, ends.stream().filter(invalidState()::equals).count(), ends::toString);
  }

  /** The attacker has the code, but not the verifier, which is in the victim's cookie. */
  @Test
  void aStolenOrReplayedCodeIsOfNoUseInAnotherSignIn() {
    SignInBrowser victim = new SignInBrowser();
    ProviderResponse stolen = victim.authorize(main(HOME), user(subject(), freshEmail()));
    SignInBrowser attacker = new SignInBrowser();
    String state = parameter(SignInBrowser.location(attacker.get(main(HOME))), "state");

    assertEquals(error("provider-rejected"), attacker.follow(stolen.with("state", state)));
    assertNull(attacker.session());

    SignInBrowser again = new SignInBrowser();
    ProviderResponse used = again.authorize(main(HOME), user(subject(), freshEmail()));
    assertEquals(HOME, again.follow(used));
    String next = parameter(SignInBrowser.location(again.get(main(HOME))), "state");
    assertEquals(error("provider-rejected"), again.follow(used.with("state", next)));
  }

  @Test
  void aStateExpiresAfterTenMinutes() {
    SignInBrowser browser = new SignInBrowser();
    ProviderResponse callback = browser.authorize(main(HOME), user(subject(), freshEmail()));
    clock.advance(Duration.ofMinutes(10).plusSeconds(1));

    assertEquals(invalidState(), browser.follow(callback));
  }

  @Test
  void hostileCallbacksAreRefusedWithAPage() {
    SignInBrowser browser = new SignInBrowser();
    for (String query :
        List.of(
            "",
            "?",
            "?state=",
            "?state=a&state=b&code=c",
            "?state=%C3%28",
            "?code=only",
            "?error=access_denied",
            "?state=" + "a".repeat(3_000),
            "?error=%3Cscript%3Ealert(1)%3C/script%3E&state=%00")) {
      HttpResponse<String> answer = browser.get("/api/auth/callback/main" + query);
      assertEquals(303, answer.statusCode(), query);
      assertEquals(invalidState(), SignInBrowser.location(answer), query);
    }
    assertProblem(Api.json().get("/api/auth/callback/nobody?state=a"), ErrorCode.NOT_FOUND);
    assertProblem(Api.json().get("/api/auth/login/nobody"), ErrorCode.NOT_FOUND);
  }

  @Test
  void openRedirectsAreRefused() {
    for (String address :
        List.of(
            "//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)")) {
      Response answer =
          RestAssured.given()
              .redirects()
              .follow(false)
              .queryParam("return_to", address)
              .get("/api/auth/login/main");
      assertProblem(answer, ErrorCode.INVALID_REQUEST);
      assertEquals("return_to", answer.path("field"));
      assertNull(answer.header("Set-Cookie"));
    }
    SignInBrowser browser = new SignInBrowser();
    assertEquals(
        "https://app.example.org/page?a=b",
        browser.signIn(main("https://app.example.org/page?a=b"), user(subject(), freshEmail())));
  }

  @Test
  void aProviderThatIsDownIsTold() {
    SignInBrowser browser = new SignInBrowser();
    HttpResponse<String> start = browser.get(link(OidcProvider.DOWN, HOME));
    assertEquals(302, start.statusCode());
    assertEquals(error("provider-unavailable"), SignInBrowser.location(start));
    assertEquals(
        "https://app.example.org/?error=provider-unavailable",
        SignInBrowser.location(browser.get(link(OidcProvider.DOWN, "https://app.example.org/"))));

    OidcProvider.breakTokens(OidcProvider.MAIN, 503);
    assertEquals(
        error("provider-unavailable"), browser.signIn(main(HOME), user(subject(), freshEmail())));
    OidcProvider.breakTokens(OidcProvider.MAIN, 400);
    assertEquals(
        error("provider-rejected"), browser.signIn(main(HOME), user(subject(), freshEmail())));
    assertNull(browser.session());
  }

  @Test
  void aUserWhoCancelsReturnsToTheLogin() {
    SignInBrowser browser = new SignInBrowser();

    assertEquals(error("login-cancelled"), browser.signIn(main(HOME), "error=access_denied"));
    assertEquals(
        "https://app.example.org?error=login-cancelled",
        browser.signIn(main("https://app.example.org"), "error=access_denied"));
    assertEquals(
        error("provider-unavailable"), browser.signIn(main(HOME), "error=temporarily_unavailable"));
    assertEquals(error("provider-rejected"), browser.signIn(main(HOME), "error=invalid_scope"));
    assertNull(browser.session());
  }

  /** Issuer and subject are the user; the address of the account is the user's own business. */
  @Test
  void aChangedAddressAtTheProviderChangesNeitherAccountNorAddress() {
    String subject = subject();
    String email = freshEmail();
    SignInBrowser browser = new SignInBrowser();
    browser.signIn(main(HOME), user(subject, email));
    String userId = userId(session(browser));

    browser.signIn(main(HOME), user(subject, freshEmail()));

    session(browser)
        .then()
        .body("user.user_id", equalTo(userId))
        .body("user.email", equalTo(email));
  }

  @Test
  void anotherUserOfTheProviderWithAFormerAddressGetsAnotherAccount() {
    String email = freshEmail();
    SignInBrowser first = new SignInBrowser();
    first.signIn(main(HOME), user(subject(), email));
    SignInBrowser second = new SignInBrowser();

    second.signIn(main(HOME), user(subject(), email));

    assertNotEquals(userId(session(first)), userId(session(second)));
  }

  @Test
  void anUnverifiedAddressIsNotReserved() {
    String email = freshEmail();
    SignInBrowser browser = new SignInBrowser();

    browser.signIn(main(HOME), "sub=" + subject() + "&email=" + SignInBrowser.encode(email));

    session(browser).then().body("user.emailVerified", equalTo(false));
    post("/api/register", credentials(email, freshPassword())).then().statusCode(201);
  }

  @Test
  void aUserWithoutAnAddressSignsIn() {
    SignInBrowser browser = new SignInBrowser();

    assertEquals(HOME, browser.signIn(main(HOME), "sub=" + subject()));

    session(browser).then().statusCode(200).body("user.email", equalTo(null));
    String code = parameter(new SignInBrowser().signIn(appLink(""), "sub=" + subject()), "code");
    exchange(code, VERIFIER).then().statusCode(200).body("user.email", equalTo(null));
  }

  @Test
  void anAddressOfAnAccountWithAPasswordDoesNotLeadIntoIt() {
    Person owner = Api.register();
    SignInBrowser browser = new SignInBrowser();

    browser.signIn(
        main(HOME), "sub=" + subject() + "&email=" + SignInBrowser.encode(owner.email()));

    assertNotEquals(owner.userId(), userId(session(browser)));
    owner.request().get("/api/user").then().body("email", equalTo(owner.email()));
  }

  @Test
  void aSuspendedUserIsTold() {
    String subject = subject();
    String email = freshEmail();
    SignInBrowser browser = new SignInBrowser();
    browser.signIn(main(HOME), user(subject, email));
    accounts.setStatus(userId(session(browser)), Status.SUSPENDED).await().atMost(TIMEOUT);

    SignInBrowser later = new SignInBrowser();
    assertEquals(error("account-suspended"), later.signIn(main(HOME), user(subject, email)));
    assertEquals(
        APP + "?error=account-suspended&state=mine",
        later.signIn(appLink("&app_state=mine"), user(subject, email)));
    assertNull(later.session());
  }

  /** The browser does not send the session cookie with the callback; the start has seen it. */
  @Test
  void aSignInReplacesTheSessionOfTheBrowser() {
    SignInBrowser browser = new SignInBrowser();
    browser.signIn(main(HOME), user(subject(), freshEmail()));
    String former = browser.session();
    ProviderResponse callback = browser.authorize(main(HOME), user(subject(), freshEmail()));
    browser.ofService().remove("auth_token");

    browser.follow(callback);

    assertEquals(200, session(browser).statusCode());
    assertEquals(401, withCookie(former).get("/api/auth/session").statusCode());
  }

  @Test
  void anAppExchangesItsCodeForASession() {
    String email = freshEmail();
    SignInBrowser browser = new SignInBrowser();

    String end = browser.signIn(appLink("&app_state=a%26b"), user(subject(), email));

    assertTrue(end.startsWith(APP + "?code="), end);
    assertTrue(end.endsWith("&state=a%26b"), end);
    assertNull(browser.session(), "the session belongs to the app");
    String code = parameter(end, "code");
    Response token = exchange(code, VERIFIER);
    token
        .then()
        .statusCode(200)
        .body("user.email", equalTo(email))
        .body("audio_key", equalTo(null));
    assertNotNull(token.header("Device-Token"));
    Api.bearer(token.path("token"))
        .get("/api/auth/session")
        .then()
        .statusCode(200)
        .body("session.amr", contains("fed"));
    assertProblem(exchange(code, VERIFIER), ErrorCode.CHALLENGE_INVALID);
  }

  @Test
  void aStolenCodeIsOfNoUseWithoutTheVerifier() {
    String code = appCode();

    assertProblem(exchange(code, "a".repeat(43)), ErrorCode.CHALLENGE_INVALID);
    assertProblem(exchange(code, CHALLENGE), ErrorCode.CHALLENGE_INVALID);
    assertProblem(exchange(code, "short"), ErrorCode.CHALLENGE_INVALID);
    assertProblem(exchange(code + "A", VERIFIER), ErrorCode.CHALLENGE_INVALID);
    assertProblem(exchange("nonsense", VERIFIER), ErrorCode.CHALLENGE_INVALID);
    assertProblem(Api.post("/api/auth/token", Map.of("code", code)), ErrorCode.INVALID_REQUEST);

    exchange(code, VERIFIER).then().statusCode(200);
  }

  @Test
  void aCodeIsValidForAMinuteAndForOneOfManyRequests() {
    String late = appCode();
    clock.advance(Duration.ofSeconds(61));
    assertProblem(exchange(late, VERIFIER), ErrorCode.CHALLENGE_INVALID);
    clock.reset();

    String code = appCode();
    List<Integer> statuses = Concurrently.run(4, number -> exchange(code, VERIFIER).statusCode());

    assertEquals(1, statuses.stream().filter(status -> status == 200).count(), statuses::toString);
  }

  @Test
  void anAppMustSendAChallenge() {
    for (String query :
        List.of(
            "",
            "&code_challenge=" + CHALLENGE,
            "&code_challenge=" + CHALLENGE + "&code_challenge_method=plain",
            "&code_challenge=short&code_challenge_method=S256",
            "&code_challenge_method=S256",
            "&app_state=a")) {
      assertEquals(
          400, new SignInBrowser().get(main(APP) + query).statusCode(), () -> "400 for " + query);
    }
    assertEquals(
        400,
        new SignInBrowser()
            .get(main(HOME) + "&code_challenge=" + CHALLENGE + "&code_challenge_method=S256")
            .statusCode(),
        "our own page needs no code");
  }

  @Test
  void aSignedInUserLinksAnIdentity() {
    Person person = Api.register();
    SignInBrowser browser = of(person);
    String subject = subject();

    ProviderResponse callback =
        browser.authorize(
            main(HOME) + "&link=true",
            user(subject, freshEmail()),
            "Sec-Fetch-Site",
            "same-origin");
    String session = browser.session();
    browser.ofService().remove("auth_token");
    assertEquals(HOME, browser.follow(callback));

    assertNull(browser.session(), "the session stays the same");
    withCookie(session)
        .get("/api/user/identities")
        .then()
        .body("identities.provider", contains("password", "main"))
        .body("identities[1].subject", equalTo(subject));
    assertAudited(person.userId(), "identity-link");
    SignInBrowser other = new SignInBrowser();
    other.signIn(main(HOME), user(subject, freshEmail()));
    assertEquals(person.userId(), userId(session(other)));
  }

  @Test
  void theIdentityOfAnotherAccountIsNotLinked() {
    String subject = subject();
    String email = freshEmail();
    new SignInBrowser().signIn(main(HOME), user(subject, email));
    Person person = Api.register();
    SignInBrowser browser = of(person);

    assertEquals(
        error("identity-already-linked"),
        browser.signIn(main(HOME) + "&link=true", user(subject, email)));

    person.request().get("/api/user/identities").then().body("identities", hasSize(1));
  }

  @Test
  void linkingNeedsARecentAuthenticationOnAPageOfThisService() {
    assertRefusedLink(new SignInBrowser(), "without a session");
    SignInBrowser browser = of(Api.register());
    assertRefusedLink(browser, "from another site", "Sec-Fetch-Site", "cross-site");
    assertRefusedLink(browser, "from a sibling", "Sec-Fetch-Site", "same-site");
    clock.advance(Duration.ofMinutes(11));
    assertRefusedLink(browser, "too late", "Sec-Fetch-Site", "same-origin");
  }

  @Test
  void linkingEndsWithItsSession() {
    Person person = Api.register();
    SignInBrowser browser = of(person);
    ProviderResponse callback =
        browser.authorize(main(HOME) + "&link=true", user(subject(), freshEmail()));
    withCookie(browser.session()).post("/api/auth/logout").then().statusCode(204);

    assertEquals(error("reauthentication-required"), browser.follow(callback));

    person.request().get("/api/user/identities").then().body("identities", hasSize(1));
  }

  @Test
  void aSecondFactorIsDueInTheBrowser() {
    Protected account = protectedAccount();
    SignInBrowser browser = new SignInBrowser();

    String end = browser.signIn(main(HOME), account.user());

    assertNull(browser.session());
    assertTrue(end.startsWith("/#/mfa/"), end);
    assertTrue(end.endsWith("~totp,recovery_code"), end);
    String token = end.substring("/#/mfa/".length(), end.indexOf('~'));
    assertProblem(prove(token, "another browser", account), ErrorCode.MFA_TOKEN_INVALID);
    Response answer = prove(token, SignInBrowser.AGENT, account);
    answer.then().statusCode(200).body("user_id", equalTo(account.person().userId()));
    withCookie(answer.cookie("auth_token"))
        .get("/api/auth/session")
        .then()
        .statusCode(200)
        .body("session.amr", contains("fed", "otp", "mfa"));
    String elsewhere =
        new SignInBrowser().signIn(main("https://app.example.org/page"), account.user());
    assertTrue(
        elsewhere.startsWith("https://app.example.org/page#error=mfa-required&mfa_token="),
        elsewhere);
  }

  @Test
  void aSecondFactorIsDueInTheApp() {
    Protected account = protectedAccount();
    String end = new SignInBrowser().signIn(appLink(""), account.user());

    Response required = exchange(parameter(end, "code"), VERIFIER);

    assertProblem(required, ErrorCode.MFA_REQUIRED);
    required.then().body("methods", contains("totp", "recovery_code"));
    Response answer =
        post(
            "/api/auth/mfa",
            Map.of(
                "mfa_token",
                required.path("mfa_token"),
                "code",
                account.app().code(clock.instant())));
    answer.then().statusCode(200).body("user_id", equalTo(account.person().userId()));
    assertEquals(200, Api.bearer(answer.path("token")).get("/api/auth/session").statusCode());
  }

  /**
   * An account with a password, an identity at the provider and an authenticator app.
   *
   * @param user the identity, for the provider's page
   */
  private record Protected(Person person, Authenticator app, String user) {}

  private Protected protectedAccount() {
    Person person = Api.register();
    String user = user(subject(), freshEmail());
    assertEquals(HOME, of(person).signIn(main(HOME) + "&link=true", user));
    Authenticator app = Authenticator.of(person, clock.instant());
    // The step of the set-up is used up.
    clock.advance(Duration.ofSeconds(60));
    return new Protected(person, app, user);
  }

  private Response prove(String token, String agent, Protected account) {
    return Api.json()
        .header("User-Agent", agent)
        .body(Map.of("mfa_token", token, "code", account.app().code(clock.instant())))
        .post("/api/auth/mfa");
  }

  private static void assertRefusedLink(SignInBrowser browser, String why, String... headers) {
    HttpResponse<String> answer = browser.get(main(HOME) + "&link=true", headers);
    assertEquals(302, answer.statusCode(), why);
    assertEquals(error("reauthentication-required"), SignInBrowser.location(answer), why);
  }

  private static SignInBrowser of(Person person) {
    SignInBrowser browser = new SignInBrowser();
    browser.setSession(Api.cookieOf(person));
    return browser;
  }

  private static String appLink(String more) {
    return main(APP) + "&code_challenge=" + CHALLENGE + "&code_challenge_method=S256" + more;
  }

  private static String appCode() {
    return parameter(
        new SignInBrowser().signIn(appLink(""), user(subject(), freshEmail())), "code");
  }

  private static Response exchange(String code, String verifier) {
    return Api.post("/api/auth/token", Map.of("code", code, "code_verifier", verifier));
  }

  private static Response session(SignInBrowser browser) {
    return withCookie(browser.session()).get("/api/auth/session");
  }

  private static String userId(Response session) {
    return session.path("user.user_id");
  }

  private static String subject() {
    return UUID.randomUUID().toString();
  }

  private static String error(String code) {
    return "/#/login?error=" + code;
  }

  private static String invalidState() {
    return error("login-state-invalid");
  }

  private static String parameter(String address, String name) {
    return new ProviderResponse(
            "https://x/?" + address.substring(address.indexOf('?') + 1), Optional.empty())
        .parameter(name);
  }

  private static void assertAudited(String userId, String act) {
    Eventually.holds(
        () ->
            assertTrue(
                Rows.securityEvents().where("user_id", userId).stream()
                    .anyMatch(event -> event.get("act").s().equals(act))));
  }
}
