package io.redfire.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.redfire.chat.v1.Attachment;
import java.io.IOException;
import java.util.Locale;

/** What an attachment is, in words and in JSON. Any thread may use it. */
final class AttachmentWords {
  private static final int SHOWN_DIGITS = 12;

  private AttachmentWords() {}

  /**
   * One harmless line, such as {@code 📎 image/png, 1.2 MB, 9f86d081884c…: cat.png}. What the
   * sender wrote comes last.
   */
  static String of(Attachment attachment) {
    String hash = attachment.getSha256();
    StringBuilder line = new StringBuilder("📎 ");
    line.append(TerminalText.neutralise(attachment.getContentType()))
        .append(", ")
        .append(size(attachment.getSize()))
        .append(", ")
        .append(TerminalText.neutralise(hash.substring(0, Math.min(SHOWN_DIGITS, hash.length()))))
        .append('…');
    if (!attachment.getName().isEmpty()) {
      line.append(": ").append(TerminalText.neutralise(attachment.getName()));
    }
    if (!attachment.getAlt().isEmpty()) {
      line.append(" (").append(TerminalText.neutralise(attachment.getAlt())).append(')');
    }
    return line.toString();
  }

  private static String size(long bytes) {
    if (bytes < 1000) {
      return bytes + " B";
    }
    double size = bytes / 1000.0;
    String unit = "kB";
    for (String larger : new String[] {"MB", "GB"}) {
      if (size >= 1000) {
        size /= 1000;
        unit = larger;
      }
    }
    return String.format(Locale.ROOT, "%.1f %s", size, unit);
  }

  /** The members of its object. */
  static void write(Attachment attachment, JsonGenerator json) throws IOException {
    json.writeStringField("sha256", attachment.getSha256());
    json.writeStringField("name", attachment.getName());
    json.writeStringField("alt", attachment.getAlt());
    json.writeStringField("type", attachment.getContentType());
    json.writeNumberField("size", attachment.getSize());
    json.writeNumberField("width", Integer.toUnsignedLong(attachment.getWidth()));
    json.writeNumberField("height", Integer.toUnsignedLong(attachment.getHeight()));
    json.writeBooleanField("thumbnail", attachment.getHasThumbnail());
  }
}
