package io.vestibule.challenge;

import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * A new challenge.
 *
 * @param linkArgument {@code <id>.<secret>}, for the fragment of a link; null for purposes that
 *     have only a code
 * @param code 8 digits; null for purposes that have only a link
 * @param put stores it and voids the older ones of the same purpose
 * @param challenge what a correct secret or code will find
 */
public record NewChallenge(
    String id, String linkArgument, String code, TransactWriteItem put, Challenge challenge) {
  @Override
  public String toString() {
    return "NewChallenge[redacted]";
  }
}
