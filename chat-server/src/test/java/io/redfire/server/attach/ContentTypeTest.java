package io.redfire.server.attach;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Dimension;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentTypeTest {
  private static byte[] image(String format) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(31, 17, BufferedImage.TYPE_INT_RGB), format, bytes);
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @CsvSource({"png, image/png", "jpg, image/jpeg", "gif, image/gif", "bmp, image/bmp"})
  void pictureIsKnownByItsBytesAndSaysHowLargeItIs(String format, String type) throws IOException {
    byte[] bytes = image(format);
    assertThat(ContentType.of(bytes)).isEqualTo(type);
    assertThat(ContentType.size(type, bytes)).contains(new Dimension(31, 17));
  }

  @ParameterizedTest
  @CsvSource({
    "hello, text/plain",
    "%PDF-1.7, application/pdf",
    "<!DOCTYPE html><html>, text/html",
    "'<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"/>', image/svg+xml",
    "RIFFxxxxWEBPVP8 , image/webp",
    "'', application/octet-stream"
  })
  void otherTypesAreKnownByTheirBytesToo(String beginning, String type) {
    assertThat(ContentType.of(beginning.getBytes(UTF_8))).isEqualTo(type);
  }

  @Test
  void bytesOfNoTypeAreBytes() {
    assertThat(ContentType.of(HexFormat.of().parseHex("00ff12fe9900aa01")))
        .isEqualTo("application/octet-stream");
  }

  @Test
  void brokenPicturesHaveNoSizeAndDoNoHarm() throws IOException {
    Random random = new Random(5);
    for (String format : new String[] {"png", "jpg", "gif", "bmp"}) {
      byte[] whole = image(format);
      String type = ContentType.of(whole);
      for (int i = 0; i < 200; i++) {
        byte[] broken = whole.clone();
        for (int j = 0; j < 4; j++) {
          broken[random.nextInt(broken.length)] = (byte) random.nextInt();
        }
        assertThat(ContentType.of(broken)).isNotEmpty();
        var unused = ContentType.size(type, broken);
      }
    }
    assertThat(ContentType.size("image/png", new byte[0])).isEmpty();
    assertThat(ContentType.size("text/plain", image("png"))).isEmpty();
    assertThat(ContentType.size("image/unheard-of", image("png"))).isEmpty();
  }
}
