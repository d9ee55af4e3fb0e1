package io.redfire.core.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redfire.core.log.LogException;
import io.redfire.testing.BlobStoreContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryBlobsTest extends BlobStoreContract {
  @TempDir Path directory;

  @Override
  protected BlobStore open() throws IOException {
    return new DirectoryBlobs(directory.resolve("new/blobs"));
  }

  @Test
  void filesAreInTheDirectoryAndNothingIsLeftOfThem() throws IOException {
    BlobPlace place = BlobPlace.fresh(HASH, 3);
    Path blobs = directory.resolve("new/blobs");
    try (BlobStore store = open()) {
      store.write(place, List.of(noise(3)).iterator());
      assertThat(files(blobs)).containsExactly(blobs.resolve("ab/" + HASH + "." + place.word()));
      store.delete(place);
      assertThat(files(blobs)).isEmpty();
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void directoryThatDoesNotWorkIsAStoreThatDoesNotAnswer() throws IOException {
    BlobPlace place = BlobPlace.fresh(HASH, 3);
    try (BlobStore store = open()) {
      Files.writeString(directory.resolve("new/blobs/ab"), "in the way");
      assertThatThrownBy(() -> store.write(place, List.of(noise(3)).iterator()))
          .isInstanceOfSatisfying(
              LogException.class,
              failure -> assertThat(failure.reason()).isEqualTo(LogException.Reason.UNAVAILABLE));
    }
    assertThatThrownBy(() -> new DirectoryBlobs(directory.resolve("new/blobs/ab")))
        .isInstanceOf(IOException.class);
  }
}
