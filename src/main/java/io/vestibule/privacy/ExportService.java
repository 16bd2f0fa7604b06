package io.vestibule.privacy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.arc.All;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vestibule.account.AccountService;
import io.vestibule.audit.AuditTrail;
import io.vestibule.audit.SecurityEvent;
import io.vestibule.audit.SecurityEventType;
import io.vestibule.spi.PersonalData;
import io.vestibule.web.ApiException;
import io.vestibule.web.Caller;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Exports all personal data of a user as one JSON object with a member for each {@link
 * PersonalData} contributor. It reads and writes one page at a time, so its memory use does not
 * depend on the size.
 */
@ApplicationScoped
class ExportService {
  private final AccountService accounts;
  private final AuditTrail trail;
  private final List<PersonalData> contributors;
  private final ObjectMapper json;

  ExportService(
      AccountService accounts,
      AuditTrail trail,
      @All List<PersonalData> contributors,
      ObjectMapper json) {
    this.accounts = accounts;
    this.trail = trail;
    this.contributors =
        contributors.stream()
            .sorted(Comparator.comparing(PersonalData::order).thenComparing(PersonalData::name))
            .toList();
    this.json = json;
  }

  /**
   * Chunks of the JSON text, in order. Fails with {@link ErrorCode#USER_NOT_FOUND} before the first
   * one if there is no account.
   */
  Multi<String> write(Caller caller) {
    return start(caller).onItem().transformToMulti(account -> write(caller.userId(), account));
  }

  private Uni<JsonNode> start(Caller caller) {
    return accounts
        .export(caller.userId())
        .map(found -> found.orElseThrow(() -> ApiException.of(ErrorCode.USER_NOT_FOUND)))
        .invoke(() -> trail.record(SecurityEvent.done(SecurityEventType.EXPORT, caller)));
  }

  private Multi<String> write(String userId, JsonNode account) {
    List<Multi<String>> chunks = new ArrayList<>();
    chunks.add(Multi.createFrom().item("{\"account\":" + text(account)));
    contributors.forEach(contributor -> chunks.add(member(contributor, userId)));
    chunks.add(Multi.createFrom().item("}\n"));
    return Multi.createBy().concatenating().streams(chunks);
  }

  private Multi<String> member(PersonalData contributor, String userId) {
    String name = ",\"" + contributor.name() + "\":";
    return contributor.isSingle()
        ? contributor
            .read(userId, Optional.empty())
            .map(page -> name + (page.entries().isEmpty() ? "null" : text(page.entries().get(0))))
            .toMulti()
        : Multi.createBy()
            .concatenating()
            .streams(
                Multi.createFrom().item(name + "["),
                entries(contributor, userId),
                Multi.createFrom().item("]"));
  }

  private Multi<String> entries(PersonalData contributor, String userId) {
    AtomicReference<PersonalData.Page> lastPage = new AtomicReference<>();
    AtomicBoolean started = new AtomicBoolean();
    return Multi.createBy()
        .repeating()
        .uni(() -> read(contributor, userId, lastPage).map(page -> text(page.entries(), started)))
        .whilst(more -> lastPage.get().next().isPresent());
  }

  private Uni<PersonalData.Page> read(
      PersonalData contributor, String userId, AtomicReference<PersonalData.Page> lastPage) {
    PersonalData.Page before = lastPage.get();
    return contributor
        .read(userId, before == null ? Optional.empty() : before.next())
        .invoke(lastPage::set);
  }

  /** The entries, with a comma before each except the very first. */
  private String text(List<JsonNode> entries, AtomicBoolean started) {
    StringBuilder text = new StringBuilder();
    for (JsonNode entry : entries) {
      text.append(started.getAndSet(true) ? "," : "").append(text(entry));
    }
    return text.toString();
  }

  private String text(JsonNode tree) {
    try {
      return json.writeValueAsString(tree);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a tree can be written", impossible);
    }
  }
}
