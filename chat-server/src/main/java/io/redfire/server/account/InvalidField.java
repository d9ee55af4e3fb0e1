package io.redfire.server.account;

/**
 * Says that a value from outside is not what it should be, in words for whoever sent it. Never
 * repeats a secret.
 */
public final class InvalidField extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String field;
  private final String complaint;

  InvalidField(String field, String complaint) {
    super(field + ": " + complaint);
    this.field = field;
    this.complaint = complaint;
  }

  /** What the value is, such as {@code password}. */
  public String field() {
    return field;
  }

  /** What was wrong and what would be right, without the field. */
  public String complaint() {
    return complaint;
  }
}
