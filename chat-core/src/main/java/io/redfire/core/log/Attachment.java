package io.redfire.core.log;

/**
 * What a message has beside its words: bytes that its room holds, and how the sender calls them.
 * Immutable.
 *
 * @param hash names the bytes
 * @param name a file's name for people, in one harmless line; may be empty
 * @param alt what is to be seen or heard in it, in words; may be empty
 * @param facts what the room knew of the bytes when the message was sent
 */
public record Attachment(ContentHash hash, String name, String alt, ContentFacts facts) {
  /** The same with what the room knows of the bytes. */
  public Attachment with(ContentFacts known) {
    return new Attachment(hash, name, alt, known);
  }
}
