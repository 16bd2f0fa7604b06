package io.vestibule.mail;

/** The parts of a mail in one language. */
record RenderedMail(String subject, String text, String html) {
  private static final String SUBJECT = "Subject:";

  /**
   * @param textTemplate rendered; its first line is {@code Subject: …}
   * @throws IllegalStateException if it has no subject
   */
  static RenderedMail of(String textTemplate, String html) {
    String rendered = textTemplate.stripLeading();
    int end = rendered.indexOf('\n');
    if (!rendered.startsWith(SUBJECT) || end < 0) {
      throw new IllegalStateException("the first line must be \"Subject: …\"");
    }
    return new RenderedMail(
        rendered.substring(SUBJECT.length(), end).strip(), rendered.substring(end).strip(), html);
  }

  @Override
  public String toString() {
    return "RenderedMail[" + subject + "]";
  }
}
