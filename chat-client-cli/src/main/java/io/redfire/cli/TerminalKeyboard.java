package io.redfire.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.Widget;
import org.jline.reader.impl.DefaultParser;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A person at a terminal: lines are edited with JLine, and what others say appears above the line
 * that is being typed.
 *
 * <p>A finished line is erased, because it appears again when it comes back from the log: there it
 * stands where everybody sees it, and only if it was really sent.
 */
final class TerminalKeyboard implements Keyboard {
  /** What begins with it is for this program and not for the room. */
  private static final int COMMAND = '/';

  private final Terminal terminal;
  private final LineReaderImpl reader;
  private final Notes notes;
  private volatile @Nullable String aside;

  TerminalKeyboard() throws IOException {
    terminal = TerminalBuilder.builder().system(true).encoding(StandardCharsets.UTF_8).build();
    DefaultParser plain = new DefaultParser();
    plain.setEscapeChars(new char[0]);
    plain.setQuoteChars(new char[0]);
    reader =
        (LineReaderImpl)
            LineReaderBuilder.builder()
                .terminal(terminal)
                .parser(plain)
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .option(LineReader.Option.ERASE_LINE_ON_FINISH, true)
                .option(LineReader.Option.INSERT_TAB, true)
                .build();
    notes = new Notes(this::show);
  }

  @Override
  public Optional<String> line() throws Interrupted {
    try {
      return Optional.of(reader.readLine("> ", aside, (Character) null, null));
    } catch (UserInterruptException e) {
      throw new Interrupted();
    } catch (EndOfFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public void onTyping(Runnable typed) {
    Widget insert = Objects.requireNonNull(reader.getBuiltinWidgets().get(LineReader.SELF_INSERT));
    reader
        .getWidgets()
        .put(
            LineReader.SELF_INSERT,
            () -> {
              boolean inserted = insert.apply();
              if (reader.getBuffer().atChar(0) != COMMAND) {
                typed.run();
              }
              return inserted;
            });
  }

  /** At the right of the line that is typed, which takes the place where it grows that long. */
  @Override
  public void aside(String words) {
    aside = words.isEmpty() ? null : words;
    reader.setRightPrompt(aside);
    try {
      if (reader.isReading()) {
        reader.callWidget(LineReader.REDISPLAY);
      }
    } catch (IllegalStateException endedMeanwhile) {
      // The next line begins with it.
    }
  }

  @Override
  public void show(String line) {
    reader.printAbove(line);
  }

  @Override
  public Notes notes() {
    return notes;
  }

  @Override
  public void close() {
    try {
      terminal.close();
    } catch (IOException e) {
      // The program ends anyway; nothing of the conversation depends on it.
    }
  }
}
