package io.redfire.cli;

import io.redfire.chat.v1.CaughtUp;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.HistoryTrimmed;
import io.redfire.chat.v1.LiveText;
import io.redfire.chat.v1.RoomClosed;
import io.redfire.chat.v1.RoomRewound;
import io.redfire.chat.v1.Typing;
import io.redfire.client.ChatException;
import io.redfire.client.RoomListener;
import java.time.ZoneId;
import java.util.concurrent.CompletableFuture;

/**
 * Shows a room as people talk in it: {@code 12:34 alice text}. Called by the client's delivery
 * thread; any thread may ask how far it is.
 */
final class ChatView implements RoomListener {
  private static final String INDENT = "        ";

  private final Keyboard keyboard;
  private final WhoTypes whoTypes;
  private final TextForm words;
  private final CompletableFuture<Void> done;
  private final CompletableFuture<Void> caughtUp = new CompletableFuture<>();
  private volatile long shown;

  /**
   * @param words how texts are shown
   * @param done is completed when nothing more can be shown
   */
  ChatView(Keyboard keyboard, WhoTypes whoTypes, TextForm words, CompletableFuture<Void> done) {
    this.keyboard = keyboard;
    this.words = words;
    this.whoTypes = whoTypes;
    this.done = done;
  }

  /** The seq of the newest entry shown. */
  long shown() {
    return shown;
  }

  /** Completes when all that stood in the room at the start has been shown. */
  CompletableFuture<Void> caughtUp() {
    return caughtUp;
  }

  @Override
  public void onCaughtUp(CaughtUp event) {
    caughtUp.complete(null);
  }

  @Override
  public void onTyping(Typing typing) {
    whoTypes.typing(typing);
  }

  @Override
  public void onEntry(Entry entry) {
    whoTypes.said(entry.getFrom());
    if (EntryWords.has(entry)) {
      String at = entry.hasAt() ? Times.shorter(entry.getAt(), ZoneId.systemDefault()) : "--:--";
      String from = TerminalText.neutralise(entry.getFrom());
      String text = EntryWords.of(entry, INDENT, words);
      show(EntryWords.isTold(entry) ? at + " " + text : at + " " + from + "  " + text);
    }
    shown = entry.getSeq();
  }

  @Override
  public void onLiveText(LiveText live) {
    show("--:-- -  " + words.lines(live.getText(), INDENT));
  }

  @Override
  public void onRewound(RoomRewound rewound) {
    shown = rewound.getForkSeq();
    keyboard.notes().say("the log was replaced: its end is shown again as it stands now");
  }

  @Override
  public void onTrimmed(HistoryTrimmed trimmed) {
    long missing = trimmed.getLastMissingSeq() - trimmed.getFirstMissingSeq() + 1;
    keyboard.notes().say(missing + " entries are no longer kept");
  }

  @Override
  public void onClosed(RoomClosed closed) {
    done.completeExceptionally(ChatException.of(closed.getStatus()));
  }

  @Override
  public void onRefused(ChatException why) {
    done.completeExceptionally(why);
  }

  private void show(String line) {
    try {
      keyboard.show(line);
    } catch (Stdout.Closed e) {
      done.complete(null);
    } catch (Failure e) {
      done.completeExceptionally(e);
    }
  }
}
