package io.vestibule.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vestibule.outbox.DeliveryException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses and payloads of mails. */
class MailRulesTest {
  private final MailPayload payloads = new MailPayload(new ObjectMapper());

  @ParameterizedTest
  @CsvSource({
    "ada@example.com, ada@example.com",
    "ada+tag@example.com, ada+tag@example.com",
    "o'brien@example.com, o'brien@example.com",
    "ada@bücher.example, ada@xn--bcher-kva.example",
    "ada@xn--bcher-kva.example, ada@xn--bcher-kva.example",
    "ada@straße.example, ada@xn--strae-oqa.example"
  })
  void domainsGoOutInAscii(String address, String envelope) {
    assertEquals(envelope, MailAddress.deliverable(address).orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jürgen@example.com",
        "用户@例え.jp",
        "ada@localhost",
        "ada",
        "@example.com",
        "ada@example.com> SIZE=1",
        "ada@example.com\r\nRCPT TO:<eve@example.com",
        "ada eve@example.com",
        "\"ada\"@example.com",
        "ada@[127.0.0.1]",
        "ada@eve@example.com",
        ""
      })
  void otherAddressesCannotBeReached(String address) {
    assertFalse(MailAddress.deliverable(address).isPresent());
  }

  @ParameterizedTest
  @CsvSource({
    "no-reply@example.org, no-reply@example.org",
    "Example <no-reply@example.org>, no-reply@example.org",
    "'Example, Inc. <no-reply@example.org>', no-reply@example.org"
  })
  void senderMayHaveAName(String from, String address) {
    assertEquals(address, MailAddress.ofSender(from).orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "example.org", "Example <>", "a@b <c@d> <e@f>", "a@b\nBcc: c@d"})
  void malformedSenderIsRefused(String from) {
    assertFalse(MailAddress.ofSender(from).isPresent());
  }

  /** An address without a host is left to the client, which then asks the resolver. */
  @ParameterizedTest
  @CsvSource({
    "relay.example.org, https://app.example.org/login, relay.example.org",
    ", https://app.example.org:8443/login, app.example.org",
    ", app:/login,"
  })
  void clientNamesItselfWithoutTheResolver(String setting, URI pageUrl, String name) {
    assertEquals(
        Optional.ofNullable(name), SmtpClient.ownHostName(Optional.ofNullable(setting), pageUrl));
  }

  @Test
  void payloadHoldsTheMail() {
    Mail mail =
        new Mail(
            MailTemplate.EMAIL_CHANGED,
            "ada@example.com",
            "de",
            Map.of("newEmail", "\"ö\"", "link", "https://app.example/#/x"));
    assertEquals(mail, payloads.read(payloads.write(mail)));
    assertFalse(mail.toString().contains("example"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{}",
        "{\"template\":\"NEWER\",\"to\":\"a@b.c\",\"language\":\"en\",\"values\":{}}",
        "{\"template\":\"VERIFY_EMAIL\",\"to\":\"a@b.c\",\"language\":\"en\",\"values\":{}}"
      })
  void payloadOfAnotherVersionIsAFailedDelivery(String payload) {
    assertThrows(
        DeliveryException.class, () -> payloads.read(payload.getBytes(StandardCharsets.UTF_8)));
  }
}
