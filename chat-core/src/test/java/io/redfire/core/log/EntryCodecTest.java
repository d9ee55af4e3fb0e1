package io.redfire.core.log;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.Hashing;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntryCodecTest {
  private static final Position FOURTH = new Position(4, "0123456789abcdef");
  private static final Instant AT = Instant.parse("2026-11-23T18:00:00.123Z");
  private static final MessageId ID = MessageId.create();

  @Test
  void bodyIsOneObjectOnOneLine() {
    assertThat(new String(EntryCodec.encode(message("红色\n\"火\"\\")), UTF_8))
        .isEqualTo(
            "{\"id\":\""
                + ID
                + "\",\"from\":\"小明\",\"at\":\"2026-11-23T18:00:00.123Z\","
                + "\"text\":\"红色\\n\\\"火\\\"\\\\\"}");
  }

  @Test
  void controlsAndBidirectionalOverridesAreEscaped() {
    String harmful =
        IntStream.of(0x061c, 0x200e, 0x200f)
                .mapToObj(Character::toString)
                .collect(Collectors.joining())
            + range(0x0000, 0x001f)
            + range(0x007f, 0x009f)
            + range(0x2028, 0x202e)
            + range(0x2066, 0x2069);
    String body = new String(EntryCodec.encode(message(harmful)), UTF_8);
    assertThat(body.replace("小明", "")).matches("\\p{ASCII}*");
    assertThat(body.chars()).allMatch(letter -> letter >= ' ' && letter != 0x7f);
    assertThat(textOf(message(harmful))).isEqualTo(harmful);
  }

  @Test
  void joinersOfEmojiAndScriptsStayAsTheyAre() {
    String family = "👩‍👩‍👧 می‌خواهم ❤️ e\u0301";
    assertThat(new String(EntryCodec.encode(message(family)), UTF_8)).contains(family);
    assertThat(textOf(message(family))).isEqualTo(family);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void longTextOfEmojiStaysAsItIs(int shift) {
    String text = "a".repeat(shift) + "🔥".repeat(20_000);
    assertThat(new String(EntryCodec.encode(message(text)), UTF_8)).contains(text);
    assertThat(textOf(message(text))).isEqualTo(text);
  }

  @Test
  void halfOfALetterDoesNotBreakTheLine() {
    assertThat(textOf(message("a\ud83db"))).isEqualTo("a\ud83db");
    assertThat(textOf(message("\udc69"))).isEqualTo("\udc69");
    assertThat(textOf(message("a\ud83d"))).isEqualTo("a\ud83d");
  }

  @Test
  void everyLetterOfTheBasicPlaneComesBack() {
    String all =
        IntStream.rangeClosed(0, 0xffff)
            .filter(letter -> letter < 0xd800 || letter > 0xdfff)
            .mapToObj(Character::toString)
            .collect(Collectors.joining());
    assertThat(textOf(message(all))).isEqualTo(all);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void randomTextsComeBack(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 300; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(200); n > 0; n--) {
        int letter = random.nextInt(random.nextBoolean() ? 0x300 : Character.MAX_CODE_POINT + 1);
        text.appendCodePoint(letter >= 0xd800 && letter <= 0xdfff ? '火' : letter);
      }
      assertThat(textOf(message(text.toString()))).as("seed %s", seed).isEqualTo(text.toString());
    }
  }

  static IntStream seeds() {
    return IntStream.of(1, 2, new Random().nextInt());
  }

  @Test
  void ownEntryHasAllThatWasSaid() {
    byte[] line = own(FOURTH, EntryCodec.encode(message("hello")));
    Entry entry = EntryCodec.decode(FOURTH, line);
    Position claimed = EntryCodec.claim(line).orElseThrow();
    assertThat(entry)
        .isEqualTo(
            new Entry(FOURTH.tag(), claimed, ID.value(), "小明", AT, new Content.Text("hello")));
    assertThat(entry.follows(FOURTH)).isTrue();
    assertThat(entry.follows(new Position(4, "00000000deadbeef"))).isFalse();
    assertThat(entry.follows(new Position(3, FOURTH.tag()))).isFalse();
  }

  @Test
  void copyAtAnotherPlaceIsTheLineOfAnotherProgram() {
    byte[] line = own(FOURTH, EntryCodec.encode(message("hello")));
    assertForeign(new Position(5, FOURTH.tag()), line);
  }

  @Test
  void entryOfAnotherPastIsTheLineOfAnotherProgram() {
    byte[] line = own(FOURTH, EntryCodec.encode(message("hello")));
    assertForeign(new Position(4, "00000000deadbeef"), line);
  }

  @Test
  void changedEntryIsTheLineOfAnotherProgram() {
    String line = new String(own(FOURTH, EntryCodec.encode(message("hello"))), UTF_8);
    assertForeign(FOURTH, line.replace("hello", "hallo").getBytes(UTF_8));
  }

  @Test
  void claimIsBelievedWhereTheTagBeforeIsUnknown() {
    Position unknown = new Position(4, Position.UNKNOWN_TAG);
    byte[] line = own(FOURTH, EntryCodec.encode(message("hello")));
    assertThat(EntryCodec.decode(unknown, line).position())
        .isEqualTo(EntryCodec.claim(line).orElseThrow());
    Entry foreign = EntryCodec.decode(unknown, "text".getBytes(UTF_8));
    assertThat(foreign.position()).isEqualTo(new Position(5, Position.UNKNOWN_TAG));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hello",
        "红色之火 🔥",
        "{}",
        "{\"text\":\"hello\"}",
        "{\"seq\":5,\"tag\":\"0123456789abcdef\"",
        "{\"seq\":5,\"tag\":\"0123456789abcde\",\"text\":\"short tag\"}",
        "{\"seq\":5,\"tag\":\"0123456789abcdef0\",\"text\":\"long tag\"}",
        "{\"seq\":5,\"tag\":\"0123456789abcdeg\",\"text\":\"not hex\"}",
        "{\"seq\":,\"tag\":\"0123456789abcdef\",\"text\":\"no seq\"}",
        "{\"seq\":-5,\"tag\":\"0123456789abcdef\",\"text\":\"negative\"}",
        "{\"seq\":1234567890123456,\"tag\":\"0123456789abcdef\",\"text\":\"16 digits\"}",
        " {\"seq\":5,\"tag\":\"0123456789abcdef\",\"text\":\"space\"}"
      })
  void lineOfAnotherFormClaimsNothing(String text) {
    assertThat(EntryCodec.claim(text.getBytes(UTF_8))).isEmpty();
    assertForeign(FOURTH, text.getBytes(UTF_8));
  }

  @Test
  void longestSeqIsClaimed() {
    byte[] line = "{\"seq\":999999999999999,\"tag\":\"0123456789abcdef\",".getBytes(UTF_8);
    assertThat(EntryCodec.claim(line))
        .contains(new Position(999_999_999_999_999L, "0123456789abcdef"));
  }

  @Test
  void bytesThatAreNotTextAreShownAsFarAsTheyGo() {
    byte[] line = {'a', (byte) 0xff, (byte) 0xc3, 'b'};
    Entry entry = EntryCodec.decode(FOURTH, line);
    assertThat(entry.content()).isEqualTo(new Content.Text("a\ufffd\ufffdb"));
    assertThat(entry.position().tag()).isEqualTo(next(FOURTH.tag(), line));
  }

  @Test
  void claimThatHoldsBrokenTextKeepsItsPlaceAndIsShownRaw() {
    byte[] line = own(FOURTH, "{\"from\":\"bob\",\"text\":\"\u00ff\"}".getBytes(ISO_8859_1));
    Entry entry = EntryCodec.decode(FOURTH, line);
    assertThat(entry.position()).isEqualTo(EntryCodec.claim(line).orElseThrow());
    assertThat(entry.from()).isEqualTo("redis");
    assertThat(entry.content()).isEqualTo(new Content.Text(new String(line, UTF_8)));
  }

  @Test
  void longLineOfAnotherProgramIsCutAndSaysSo() {
    byte[] line = "x".repeat(5_000_000).getBytes(UTF_8);

    Entry entry = EntryCodec.decode(Position.ORIGIN, line);

    assertThat(entry.content())
        .isEqualTo(new Content.Text("x".repeat(32 * 1024) + " [cut: 5000000 bytes]"));
    assertThat(entry.position().tag())
        .isEqualTo(
            EntryCodec.decode(Position.ORIGIN, "x".repeat(5_000_000).getBytes(UTF_8))
                .position()
                .tag())
        .isNotEqualTo(
            EntryCodec.decode(Position.ORIGIN, "x".repeat(5_000_001).getBytes(UTF_8))
                .position()
                .tag());
  }

  @Test
  void unknownKindKeepsItsPlaceAndItsSender() {
    byte[] line =
        own(FOURTH, "{\"from\":\"bob\",\"at\":\"soon\",\"poll\":{\"text\":[1]}}".getBytes(UTF_8));
    Entry entry = EntryCodec.decode(FOURTH, line);
    assertThat(entry.from()).isEqualTo("bob");
    assertThat(entry.at()).isNull();
    assertThat(entry.content()).isEqualTo(new Content.Unknown());
    assertThat(entry.seq()).isEqualTo(5);
  }

  private static void assertForeign(Position before, byte[] line) {
    Position place = new Position(before.seq() + 1, next(before.tag(), line));
    assertThat(EntryCodec.decode(before, line))
        .isEqualTo(
            new Entry(
                before.tag(),
                place,
                null,
                "redis",
                null,
                new Content.Text(new String(line, UTF_8))));
  }

  private static NewMessage message(String text) {
    return new NewMessage(new RoomName("chat"), ID, new UserName("小明"), AT, text);
  }

  private static String textOf(NewMessage message) {
    Entry entry = EntryCodec.decode(FOURTH, own(FOURTH, EntryCodec.encode(message)));
    assertThat(entry.from()).isEqualTo("小明");
    return ((Content.Text) entry.content()).text();
  }

  /** The line that the append makes of a body. */
  private static byte[] own(Position before, byte[] body) {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    line.writeBytes(
        ("{\"seq\":" + (before.seq() + 1) + ",\"tag\":\"" + next(before.tag(), body) + "\",")
            .getBytes(UTF_8));
    line.write(body, 1, body.length - 1);
    return line.toByteArray();
  }

  @SuppressWarnings("deprecation") // The rule is made of SHA-1.
  private static String next(String previous, byte[] body) {
    return Hashing.sha1()
        .hashString(previous + Hashing.sha1().hashBytes(body), UTF_8)
        .toString()
        .substring(0, 16);
  }

  private static String range(int from, int to) {
    return IntStream.rangeClosed(from, to)
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }
}
