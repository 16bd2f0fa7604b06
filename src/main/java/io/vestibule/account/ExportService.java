package io.vestibule.account;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.arc.All;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vestibule.audit.AuditTrail;
import io.vestibule.audit.SecurityAct;
import io.vestibule.audit.SecurityEvent;
import io.vestibule.web.ApiException;
import io.vestibule.web.Caller;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.PersonalData;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Everything that is kept about a user as one JSON object, a member for each slice. It is written
 * while it is read, a page at a time, so its size is no matter.
 */
@ApplicationScoped
class ExportService {
  private final AccountStore accounts;
  private final AuditTrail trail;
  private final List<PersonalData> slices;
  private final ObjectMapper json;

  ExportService(
      AccountStore accounts, AuditTrail trail, @All List<PersonalData> slices, ObjectMapper json) {
    this.accounts = accounts;
    this.trail = trail;
    this.slices =
        slices.stream()
            .sorted(Comparator.comparing(PersonalData::order).thenComparing(PersonalData::name))
            .toList();
    this.json = json;
  }

  /**
   * Pieces of the JSON text, in order. Where there is no account none comes: {@link
   * ErrorCode#USER_NOT_FOUND}.
   */
  Multi<String> write(Caller caller) {
    return begin(caller).onItem().transformToMulti(account -> write(caller.userId(), account));
  }

  private Uni<JsonNode> begin(Caller caller) {
    return accounts
        .export(caller.userId())
        .map(found -> found.orElseThrow(() -> ApiException.of(ErrorCode.USER_NOT_FOUND)))
        .invoke(() -> trail.record(SecurityEvent.done(SecurityAct.EXPORT, caller)));
  }

  private Multi<String> write(String userId, JsonNode account) {
    List<Multi<String>> parts = new ArrayList<>();
    parts.add(Multi.createFrom().item("{\"account\":" + text(account)));
    slices.forEach(slice -> parts.add(member(slice, userId)));
    parts.add(Multi.createFrom().item("}\n"));
    return Multi.createBy().concatenating().streams(parts);
  }

  private Multi<String> member(PersonalData slice, String userId) {
    String name = ",\"" + slice.name() + "\":";
    return slice.isSingle()
        ? slice
            .read(userId, Optional.empty())
            .map(page -> name + (page.entries().isEmpty() ? "null" : text(page.entries().get(0))))
            .toMulti()
        : Multi.createBy()
            .concatenating()
            .streams(
                Multi.createFrom().item(name + "["),
                entries(slice, userId),
                Multi.createFrom().item("]"));
  }

  private Multi<String> entries(PersonalData slice, String userId) {
    AtomicReference<PersonalData.Page> last = new AtomicReference<>();
    AtomicBoolean begun = new AtomicBoolean();
    return Multi.createBy()
        .repeating()
        .uni(() -> read(slice, userId, last).map(page -> text(page.entries(), begun)))
        .whilst(more -> last.get().next().isPresent());
  }

  private Uni<PersonalData.Page> read(
      PersonalData slice, String userId, AtomicReference<PersonalData.Page> last) {
    PersonalData.Page before = last.get();
    return slice.read(userId, before == null ? Optional.empty() : before.next()).invoke(last::set);
  }

  /** The entries with a comma before each that is not the first of all. */
  private String text(List<JsonNode> entries, AtomicBoolean begun) {
    StringBuilder text = new StringBuilder();
    for (JsonNode entry : entries) {
      text.append(begun.getAndSet(true) ? "," : "").append(text(entry));
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
