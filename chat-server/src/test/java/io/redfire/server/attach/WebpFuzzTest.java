package io.redfire.server.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.testing.fuzz.FuzzTarget;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;

/** Pictures that anybody may have sent. */
class WebpFuzzTest {
  private static Optional<WebpFile> read(byte[] bytes) throws IOException {
    return WebpFile.read(new ByteArrayInputStream(bytes));
  }

  /** What is taken out of a file is a file of one picture, which costs what the first one does. */
  @FuzzTarget(maxBytes = 4096)
  void pictureIsAloneInItsFile(byte[] bytes) throws IOException {
    Optional<WebpFile> file = read(bytes);
    if (file.isEmpty()) {
      return;
    }
    byte[] alone = file.get().bytes().readAllBytes();
    WebpFile again = read(alone).orElseThrow();
    assertThat(again.picture()).isEqualTo(file.get().picture());
    assertThat(again.canvas()).isEqualTo(file.get().picture());
    assertThat(isModest(again)).isEqualTo(isModest(read(bytes).orElseThrow()));
  }

  private static boolean isModest(WebpFile file) throws IOException {
    return file.lossless().isEmpty()
        || LosslessHead.isModest(file.lossless().get(), file.picture());
  }
}
