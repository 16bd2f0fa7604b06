package io.vestibule.account;

import io.vestibule.credential.Credential;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Replaces a credential: {@code password_hash} (S) and the attributes of {@link AudioKeyItems}. The
 * write depends on all of them being as they were read, so that of several concurrent writers one
 * succeeds and no wrapped key is lost.
 */
public record CredentialChange(Credential old, Credential updated) {
  private static final String HASH = "password_hash";

  /** Whether that is still the old credential. */
  public boolean appliesTo(Credential stored) {
    return Objects.equals(stored.passwordHash(), old.passwordHash())
        && Objects.equals(stored.audioKeys(), old.audioKeys());
  }

  /** Adds the new attributes. With its first password, an account is no longer to be migrated. */
  public void addTo(AttributeChange change) {
    if (old.passwordHash() == null && updated.passwordHash() != null) {
      change.remove(PendingMigrations.ATTRIBUTE);
    }
    Map<String, AttributeValue> after = attributes(updated);
    after.forEach(change::set);
    attributes(old).keySet().stream()
        .filter(name -> !after.containsKey(name))
        .forEach(change::remove);
  }

  /**
   * The condition that the stored credential is the old one, beginning with {@code AND}.
   *
   * @param names receives the names that it uses
   * @param values receives the values that it uses
   */
  public String condition(Map<String, String> names, Map<String, AttributeValue> values) {
    Map<String, AttributeValue> before = attributes(old);
    List<String> attributes = new ArrayList<>(AudioKeyItems.ATTRIBUTES);
    attributes.add(HASH);
    StringBuilder condition = new StringBuilder();
    for (String attribute : attributes) {
      String name = "#old_" + attribute;
      names.put(name, attribute);
      if (before.containsKey(attribute)) {
        String value = ":old_" + attribute;
        values.put(value, before.get(attribute));
        condition.append(" AND ").append(name).append(" = ").append(value);
      } else {
        condition.append(" AND attribute_not_exists(").append(name).append(")");
      }
    }
    return condition.toString();
  }

  private static Map<String, AttributeValue> attributes(Credential credential) {
    Map<String, AttributeValue> attributes =
        new LinkedHashMap<>(AudioKeyItems.write(credential.audioKeys()));
    if (credential.passwordHash() != null) {
      attributes.put(HASH, AttributeValue.fromS(credential.passwordHash()));
    }
    return attributes;
  }

  @Override
  public String toString() {
    return "CredentialChange[redacted]";
  }
}
