import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.Resume;
import io.redfire.chat.v1.Start;
import io.redfire.client.BotClient;
import io.redfire.client.ChannelFactory;
import io.redfire.client.ChatClient;
import io.redfire.client.ServerAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A bot that answers /roll 2d6 in some rooms: DiceBot HOST:PORT NAME ROOM… with REDFIRE_TOKEN. */
public class DiceBot {
  private static final Path CURSOR = Path.of("dice.cursor");
  private static CompletableFuture<?> answered = CompletableFuture.completedFuture(null);

  public static void main(String[] args) throws IOException {
    List<ServerAddress> servers = List.of(ServerAddress.parse(args[0]));
    String token = System.getenv("REDFIRE_TOKEN");
    ChannelFactory way = ChannelFactory.plaintext().withToken(token);
    try (BotClient bots = new BotClient(servers, way, "", Duration.ofSeconds(10));
        ChatClient client = ChatClient.builder(servers, "").token(token).connect()) {
      // Goes on after the last command that was answered. At first it reads all, so that none is
      // missed; what was run more than a day ago is refused an answer.
      Start start = Start.newBuilder().setAfterSeq(0).build();
      if (Files.exists(CURSOR)) {
        String cursor = Files.readString(CURSOR);
        start = Start.newBuilder().setResume(Resume.newBuilder().addCursors(cursor)).build();
      }
      client.subscribe("@" + args[1], start, entry -> answer(client, entry));
      for (String room : List.of(args).subList(2, args.length)) {
        bots.register(room, "roll", "Throws dice", "2d6");
      }
      client.ended().join();
    }
  }

  /** The answer has the command's id, so a command that is read again is not answered again. */
  private static void answer(ChatClient client, Entry entry) {
    CompletableFuture<?> sent = CompletableFuture.completedFuture(null);
    if (entry.hasCommand()) {
      String text = entry.getFrom() + " rolls " + roll(entry.getCommand().getText());
      sent = client.send(entry.getCommand().getRoom(), entry.getId(), text);
    }
    answered = CompletableFuture.allOf(answered, sent.exceptionally(why -> refused(why)));
    answered.thenRun(() -> keep(entry.getCursor()));
  }

  private static String roll(String text) {
    Matcher dice = Pattern.compile("([1-9]\\d?)[dw]([1-9]\\d{0,3})").matcher(text);
    if (!dice.matches()) {
      return "nothing (expected: /roll 2d6)";
    }
    int sides = Integer.parseInt(dice.group(2));
    int[] thrown =
        ThreadLocalRandom.current().ints(Integer.parseInt(dice.group(1)), 1, sides + 1).toArray();
    return text + ": " + java.util.Arrays.stream(thrown).sum();
  }

  private static <T> T refused(Throwable why) {
    System.err.println("not answered: " + why.getMessage());
    return null;
  }

  private static void keep(String cursor) {
    try {
      Path next = Files.writeString(Path.of("dice.cursor.new"), cursor);
      Files.move(next, CURSOR, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
