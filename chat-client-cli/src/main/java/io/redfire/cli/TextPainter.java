package io.redfire.cli;

import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.BlockQuote;
import org.commonmark.node.BulletList;
import org.commonmark.node.Code;
import org.commonmark.node.Document;
import org.commonmark.node.Emphasis;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.LinkReferenceDefinition;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.node.OrderedList;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.StrongEmphasis;
import org.commonmark.node.Text;
import org.jspecify.annotations.Nullable;

/**
 * Paints one text for a terminal. For one thread, and one text.
 *
 * <p>A link shows its address beside its words, always: what a terminal shows is all that there is
 * to see where it goes. What is no part of the subset stays as it was written.
 */
final class TextPainter extends AbstractVisitor {
  private final StringBuilder out = new StringBuilder();

  private TextPainter() {}

  /** The node and what is in it, without a line end behind it. */
  static String paint(Node node) {
    TextPainter painter = new TextPainter();
    node.accept(painter);
    return painter.out.toString();
  }

  @Override
  public void visit(Document document) {
    blocks(document);
  }

  @Override
  public void visit(Paragraph paragraph) {
    visitChildren(paragraph);
  }

  @Override
  public void visit(BlockQuote quote) {
    before("│ ", "│ ", inside(quote));
  }

  @Override
  public void visit(BulletList list) {
    blocks(list);
  }

  @Override
  public void visit(OrderedList list) {
    blocks(list);
  }

  @Override
  public void visit(ListItem item) {
    String mark = mark(item);
    before(mark, " ".repeat(mark.length()), inside(item));
  }

  private static String mark(ListItem item) {
    if (!(item.getParent() instanceof OrderedList list)) {
      return "• ";
    }
    Integer first = list.getMarkerStartNumber();
    long number = first == null ? 1 : first;
    for (Node other = item.getPrevious(); other != null; other = other.getPrevious()) {
      number++;
    }
    String delimiter = list.getMarkerDelimiter();
    return number + (delimiter == null ? "." : delimiter) + " ";
  }

  @Override
  public void visit(FencedCodeBlock code) {
    String lines = harmless(code.getLiteral());
    before("  ", "  ", Style.CODE.of(lines.stripTrailing()));
  }

  /** Nothing of a text goes out of sight, so neither does where its links go. */
  @Override
  public void visit(LinkReferenceDefinition definition) {
    out.append('[').append(harmless(definition.getLabel())).append("]: ");
    address(definition.getDestination(), definition.getTitle());
  }

  @Override
  public void visit(Emphasis emphasis) {
    styled(Style.EMPHASIS, emphasis);
  }

  @Override
  public void visit(StrongEmphasis emphasis) {
    styled(Style.STRONG, emphasis);
  }

  @Override
  public void visit(Code code) {
    out.append(Style.CODE.of(harmless(code.getLiteral())));
  }

  @Override
  public void visit(Link link) {
    int start = out.length();
    styled(Style.LINK, link);
    String shown = out.substring(start);
    String address = harmless(link.getDestination());
    if (!shown.equals(Style.LINK.of(address)) || link.getTitle() != null) {
      out.append(' ');
      address(link.getDestination(), link.getTitle());
    }
  }

  /** Nobody fetches one: what there is to see of it is where it is. */
  @Override
  public void visit(Image image) {
    out.append('!');
    visitChildren(image);
    out.append(' ');
    address(image.getDestination(), image.getTitle());
  }

  private void address(String destination, @Nullable String title) {
    out.append('<').append(harmless(destination)).append('>');
    if (title != null) {
      out.append(" \"").append(harmless(title)).append('"');
    }
  }

  @Override
  public void visit(HtmlInline html) {
    out.append(harmless(html.getLiteral()));
  }

  @Override
  public void visit(Text text) {
    out.append(TerminalText.neutralise(text.getLiteral()));
  }

  @Override
  public void visit(SoftLineBreak end) {
    out.append('\n');
  }

  @Override
  public void visit(HardLineBreak end) {
    out.append('\n');
  }

  private void styled(Style style, Node node) {
    out.append(style.on);
    visitChildren(node);
    out.append(style.off);
  }

  /** The blocks in a node, one under the other; paragraphs with a line between them. */
  private void blocks(Node parent) {
    for (Node block = parent.getFirstChild(); block != null; block = block.getNext()) {
      Node previous = block.getPrevious();
      if (previous != null) {
        out.append(previous instanceof Paragraph && block instanceof Paragraph ? "\n\n" : "\n");
      }
      block.accept(this);
    }
  }

  private static String inside(Node parent) {
    TextPainter painter = new TextPainter();
    painter.blocks(parent);
    return painter.out.toString();
  }

  private void before(String first, String others, String lines) {
    out.append(first).append(lines.replace("\n", "\n" + others));
  }

  private static String harmless(@Nullable String text) {
    return text == null ? "" : TerminalText.neutraliseLines(text, "");
  }

  /** How pieces of a text look. */
  private enum Style {
    STRONG("\u001b[1m", "\u001b[22m"),
    EMPHASIS("\u001b[3m", "\u001b[23m"),
    LINK("\u001b[4m", "\u001b[24m"),
    CODE("\u001b[36m", "\u001b[39m");

    final String on;
    final String off;

    Style(String on, String off) {
      this.on = on;
      this.off = off;
    }

    String of(String text) {
      return on + text + off;
    }
  }
}
