package io.vestibule.web;

/** A setting that is missing or cannot be used; the message names it and never quotes a secret. */
public final class UnusableSetting extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  public UnusableSetting(String sentence) {
    super(sentence);
  }
}
