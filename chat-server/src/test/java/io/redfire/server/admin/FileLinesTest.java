package io.redfire.server.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redfire.core.log.ContentHash;
import io.redfire.server.attach.Source;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** A file on its way out, which may be erased at any time. */
class FileLinesTest {
  private static final ContentHash HASH = new ContentHash("0".repeat(64));
  private static final long SIZE = 2L * TransferFormat.PIECE;

  private final AtomicInteger opened = new AtomicInteger();

  private FileLines lines(Supplier<Optional<Source>> opening) {
    return new FileLines(HASH, opening, () -> new IllegalStateException("torn"));
  }

  private Optional<Source> open(long there) {
    opened.incrementAndGet();
    return Optional.of(new Source(SIZE, (offset, length) -> new byte[offset < there ? length : 0]));
  }

  @Test
  void itIsOpenedOnceItsFirstLineIsWanted() {
    FileLines lines = lines(() -> open(SIZE));
    assertThat(opened).hasValue(0);
    assertThat(lines).toIterable().hasSize(2);
    assertThat(opened).hasValue(1);
  }

  @Test
  void whatIsErasedBeforeItsTurnHasNoLines() {
    assertThat(lines(Optional::empty)).isExhausted();
    assertThat(lines(() -> open(0))).isExhausted();
  }

  @Test
  void whatIsErasedInTheMiddleIsTold() {
    FileLines lines = lines(() -> open(TransferFormat.PIECE));
    assertThat(lines.next()).isNotEmpty();
    assertThatThrownBy(lines::hasNext).isInstanceOf(IllegalStateException.class);
  }
}
