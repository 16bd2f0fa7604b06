package io.vestibule.account;

/**
 * What came of opening an account for a {@link ForeignPerson}.
 *
 * @param admission the account
 * @param outcome whether it is new
 * @param emailFree false where the address names another account; it is kept as data only
 */
public record Opening(Admission admission, Outcome outcome, boolean emailFree) {
  /** How the account came to be there. */
  public enum Outcome {
    /** Made now. */
    CREATED,
    /** A record of that id, made by an earlier system (seed 002), got its login now. */
    ADOPTED,
    /** It was there. */
    FOUND
  }

  /**
   * What would come of it.
   *
   * @param outcome whether the account would be new
   * @param emailFree false where the address names another account
   */
  public record Forecast(Outcome outcome, boolean emailFree) {}
}
