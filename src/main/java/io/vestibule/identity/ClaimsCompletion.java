package io.vestibule.identity;

import io.vestibule.account.Account;
import io.vestibule.account.AccountItems;
import io.vestibule.account.StoredAccount;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What the claims of a later token add to an account: an access token says less than the ID token
 * that may follow it. A claim fills an attribute that is missing and never replaces one, with one
 * exception: a verified address replaces an unverified one, unless a password login uses it.
 *
 * @param userId the account
 * @param received names of all claims in the token
 * @param completed names of the claims that add something
 * @param attributes the account's attributes to set
 * @param expected the address that the account must still have; empty if it must have none
 * @param claimedEmail a verified address to reserve for this account
 * @param replacesEmail whether the account's address changes; refused if it has a password
 */
record ClaimsCompletion(
    String userId,
    Set<String> received,
    Set<String> completed,
    Map<String, AttributeValue> attributes,
    Optional<String> expected,
    Optional<String> claimedEmail,
    boolean replacesEmail) {
  static final String EMAIL = "email";
  static final String EMAIL_VERIFIED = "email_verified";
  static final String NAME = "name";
  static final String PICTURE = "picture";
  static final String PHONE = "phone_number";

  /** Names of the claims that describe the user. */
  static Set<String> claims(ExternalUser user) {
    Set<String> claims = new LinkedHashSet<>();
    addIf(claims, EMAIL, user.email() != null);
    addIf(claims, EMAIL_VERIFIED, user.email() != null && user.emailVerified());
    addIf(claims, NAME, user.name() != null);
    addIf(claims, PICTURE, user.picture() != null);
    addIf(claims, PHONE, user.phoneNumber() != null);
    return claims;
  }

  /** Names of the claims that the account lacks, whether or not it has received them before. */
  private static Set<String> missing(StoredAccount stored, ExternalUser user) {
    Account account = stored.account();
    Set<String> missing = claims(user);
    removeIf(missing, EMAIL, account.email() != null);
    removeIf(missing, EMAIL_VERIFIED, account.emailVerified() || !mayVerify(stored, user));
    removeIf(missing, NAME, account.name() != null);
    removeIf(missing, PICTURE, account.profileImage() != null);
    removeIf(missing, PHONE, account.phoneNumber() != null);
    return missing;
  }

  /**
   * @param received names of the claims that the account has received before
   * @param claimEmail false if the address belongs to another account: it becomes data only
   */
  static ClaimsCompletion of(
      StoredAccount stored, ExternalUser user, Set<String> received, boolean claimEmail) {
    Account account = stored.account();
    Set<String> completed = missing(stored, user);
    completed.removeAll(received);
    boolean verifies = completed.contains(EMAIL_VERIFIED);
    boolean replacesEmail = verifies && account.email() != null && !sameEmail(account, user);
    if (replacesEmail && !claimEmail) {
      completed.remove(EMAIL_VERIFIED);
      verifies = false;
      replacesEmail = false;
    }
    Map<String, AttributeValue> attributes = new LinkedHashMap<>();
    if (verifies || completed.contains(EMAIL)) {
      attributes.put("email", AttributeValue.fromS(user.email()));
    }
    if (verifies) {
      attributes.put("emailVerified", AttributeValue.fromBool(true));
    }
    put(attributes, completed, NAME, "name", user.name());
    put(attributes, completed, PICTURE, "profileImage", user.picture());
    put(attributes, completed, PHONE, "phoneNumber", user.phoneNumber());
    return new ClaimsCompletion(
        account.userId(),
        claims(user),
        completed,
        attributes,
        Optional.ofNullable(account.email()),
        verifies && claimEmail ? Optional.of(user.email()) : Optional.empty(),
        replacesEmail);
  }

  /**
   * The condition on the account: what was missing is missing still.
   *
   * @param names takes the placeholders of attribute names
   * @param values takes the placeholders of values
   */
  String condition(Map<String, String> names, Map<String, AttributeValue> values) {
    StringBuilder condition =
        new StringBuilder("attribute_exists(user_id) AND attribute_not_exists(")
            .append(AccountItems.ERASING)
            .append(')');
    attributes.keySet().stream()
        .filter(attribute -> !attribute.equals("emailVerified"))
        .filter(attribute -> !attribute.equals("email") || expected.isEmpty())
        .forEach(
            attribute -> condition.append(" AND ").append(isMissing(attribute, names, values)));
    if (attributes.containsKey("email") && expected.isPresent()) {
      condition.append(" AND email = :expected AND (attribute_not_exists(emailVerified)");
      condition.append(" OR emailVerified = :unverified)");
      values.put(":expected", AttributeValue.fromS(expected.get()));
      values.put(":unverified", AttributeValue.fromBool(false));
    }
    if (replacesEmail) {
      condition.append(" AND attribute_not_exists(password_hash)");
    }
    return condition.toString();
  }

  private static String isMissing(
      String attribute, Map<String, String> names, Map<String, AttributeValue> values) {
    String placeholder = "#missing" + names.size();
    names.put(placeholder, attribute);
    values.put(":null", AttributeValue.fromS("NULL"));
    return "(attribute_not_exists("
        + placeholder
        + ") OR attribute_type("
        + placeholder
        + ", :null))";
  }

  /** False if the account has another address and a password: the address is its login name. */
  private static boolean mayVerify(StoredAccount stored, ExternalUser user) {
    return stored.account().email() == null
        || sameEmail(stored.account(), user)
        || stored.credential().passwordHash() == null;
  }

  private static boolean sameEmail(Account account, ExternalUser user) {
    return account.email().equalsIgnoreCase(user.email());
  }

  private static void put(
      Map<String, AttributeValue> attributes,
      Set<String> completed,
      String claim,
      String attribute,
      String value) {
    if (completed.contains(claim)) {
      attributes.put(attribute, AttributeValue.fromS(value));
    }
  }

  private static void addIf(Set<String> claims, String claim, boolean present) {
    if (present) {
      claims.add(claim);
    }
  }

  private static void removeIf(Set<String> claims, String claim, boolean useless) {
    if (useless) {
      claims.remove(claim);
    }
  }

  /** Redacted: the attributes are personal data. */
  @Override
  public String toString() {
    return "ClaimsCompletion[redacted]";
  }
}
