package io.vestibule.imports;

/** An import that cannot go on, with a sentence for the operator: no secret, no personal data. */
public final class ImportFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ImportFailure(String sentence) {
    super(sentence, null, false, false);
  }
}
