package io.vestibule.contract;

/** A check could not be made, which says nothing about the contract. */
final class NotProvenException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param reason for the report: no secret, no address
   */
  NotProvenException(String reason) {
    super(reason);
  }
}
