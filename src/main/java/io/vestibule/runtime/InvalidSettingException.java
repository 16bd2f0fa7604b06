package io.vestibule.runtime;

/** A setting is missing or not valid. The message names the setting and never contains a secret. */
public final class InvalidSettingException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  public InvalidSettingException(String sentence) {
    super(sentence);
  }
}
