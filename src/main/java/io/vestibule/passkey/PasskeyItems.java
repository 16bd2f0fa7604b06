package io.vestibule.passkey;

import static io.vestibule.dynamo.Item.item;

import io.vestibule.dynamo.StoredItem;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The items of {@link PasskeyStore}. */
final class PasskeyItems {
  /** The start of the sort key of a passkey. */
  static final String PREFIX = "passkey#";

  private PasskeyItems() {}

  /** The key of a row of the factors table. */
  static Map<String, AttributeValue> key(String userId, String factorId) {
    return item().text("user_id", userId).text("factor_id", factorId).attributes();
  }

  /** The row of a passkey. */
  static Map<String, AttributeValue> row(Passkey passkey) {
    Map<String, AttributeValue> wraps = new LinkedHashMap<>();
    passkey.wraps().values().forEach(wrap -> wraps.put(wrap.keyId(), attribute(wrap)));
    return item()
        .text("user_id", passkey.userId())
        .text("factor_id", PREFIX + passkey.id())
        .text("name", passkey.name())
        .bytes("credential", passkey.credential())
        .number("sign_count", passkey.signCount())
        .flag("backup_eligible", passkey.backupEligible())
        .flag("backed_up", passkey.backedUp())
        .flag("prf", passkey.prf())
        .time("created_at", passkey.createdAt())
        .time("last_used_at", passkey.lastUsedAt())
        .value("wraps", AttributeValue.fromM(wraps))
        .attributes();
  }

  /** A wrap as one value. */
  static AttributeValue attribute(PasskeyWrap wrap) {
    return AttributeValue.fromM(
        item()
            .text("wrapped", wrap.wrapped())
            .text("aad", wrap.aad())
            .text("prf_salt", wrap.prfSalt())
            .attributes());
  }

  static Passkey read(StoredItem row) {
    Map<String, PasskeyWrap> wraps = new LinkedHashMap<>();
    row.attributes()
        .get("wraps")
        .m()
        .forEach(
            (keyId, value) -> {
              StoredItem wrap = StoredItem.of(value.m());
              wraps.put(
                  keyId,
                  new PasskeyWrap(
                      keyId, wrap.text("wrapped"), wrap.text("aad"), wrap.text("prf_salt")));
            });
    return new Passkey(
        row.text("user_id"),
        row.text("factor_id").substring(PREFIX.length()),
        row.text("name"),
        row.bytesOrNull("credential"),
        row.number("sign_count"),
        row.flag("backup_eligible"),
        row.flag("backed_up"),
        row.flag("prf"),
        row.time("created_at"),
        row.timeOrNull("last_used_at"),
        wraps);
  }
}
