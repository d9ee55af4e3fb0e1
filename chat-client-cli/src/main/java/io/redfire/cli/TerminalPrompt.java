package io.redfire.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** Asks a person at a terminal. What is typed is read as UTF-8 and never shown. */
final class TerminalPrompt implements PasswordPrompt {
  @Override
  public Optional<String> ask(String question) {
    try (Terminal terminal =
        TerminalBuilder.builder().system(true).encoding(StandardCharsets.UTF_8).build()) {
      LineReader reader =
          LineReaderBuilder.builder()
              .terminal(terminal)
              .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
              .option(LineReader.Option.BRACKETED_PASTE, false)
              .variable(LineReader.DISABLE_HISTORY, true)
              .build();
      return Optional.of(reader.readLine(question, '\0'));
    } catch (UserInterruptException e) {
      throw new Failure(ExitCode.INTERRUPTED, "nothing was typed");
    } catch (EndOfFileException e) {
      throw new Failure(ExitCode.USAGE, "nothing was typed");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
