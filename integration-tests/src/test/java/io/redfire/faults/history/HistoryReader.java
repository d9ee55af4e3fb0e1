package io.redfire.faults.history;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Reads a history from its file, as often as it is asked, and keeps nothing of it. Any thread may
 * use it.
 */
public final class HistoryReader {
  private final Path file;

  public HistoryReader(Path file) {
    this.file = file;
  }

  /**
   * What the run was like.
   *
   * @throws HistoryFormatException if the first line does not say it
   */
  public HistoryHeader header() {
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      String first = lines.readLine();
      return EventDecoder.header(first == null ? "" : first);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Hands over all events, one after the other.
   *
   * @throws HistoryFormatException at the first line that is not an event
   */
  public void forEach(Consumer<HistoryLine> action) {
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      String line = lines.readLine();
      for (long number = 2; (line = lines.readLine()) != null; number++) {
        action.accept(EventDecoder.event(number, line));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The lines with these numbers, as they stand in the file. */
  public Map<Long, String> lines(Set<Long> numbers) {
    Map<Long, String> found = new TreeMap<>();
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      String line;
      for (long number = 1; found.size() < numbers.size(); number++) {
        line = lines.readLine();
        if (line == null) {
          break;
        }
        if (numbers.contains(number)) {
          found.put(number, line);
        }
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
