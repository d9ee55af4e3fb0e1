package io.redfire.cli;

import io.redfire.chat.v1.CaughtUp;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.HistoryTrimmed;
import io.redfire.chat.v1.LiveText;
import io.redfire.chat.v1.RoomClosed;
import io.redfire.chat.v1.RoomRewound;
import io.redfire.client.ChatException;
import io.redfire.client.RoomListener;
import java.util.concurrent.CompletableFuture;

/**
 * Prints a room as it goes on. Called by the client's delivery thread; any thread may wait for its
 * end.
 */
final class RoomPrinter implements RoomListener {
  private final JsonLines json = new JsonLines();
  private final EntryForm form;
  private final TextForm words;
  private final Stdout out;
  private final Notes notes;
  private final boolean follow;
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private volatile long lastProgress = System.nanoTime();

  /**
   * @param words how texts are shown, where the form is for people
   */
  RoomPrinter(EntryForm form, TextForm words, World world, boolean follow) {
    this.form = form;
    this.words = words;
    this.out = world.out();
    this.notes = world.notes();
    this.follow = follow;
  }

  /** Ends normally when there is nothing more to print, else with why. */
  CompletableFuture<Void> done() {
    return done;
  }

  long lastProgress() {
    return lastProgress;
  }

  @Override
  public void onEntry(Entry entry) {
    if (form.shows(entry)) {
      print(form.of(entry, out.isTerminal(), words));
    }
  }

  @Override
  public void onLiveText(LiveText live) {
    switch (form) {
      case JSON -> print(json.liveText(live));
      case TEXT ->
          print(
              out.isTerminal() ? TerminalText.neutraliseLines(live.getText(), "") : live.getText());
      case PLAIN -> print("- " + words.lines(live.getText(), "    "));
    }
  }

  @Override
  public void onRewound(RoomRewound rewound) {
    if (form == EntryForm.JSON) {
      print(json.rewound(rewound));
    } else {
      notes.say(
          "the log was replaced: what was shown after " + rewound.getForkSeq() + " is withdrawn");
    }
  }

  @Override
  public void onTrimmed(HistoryTrimmed trimmed) {
    if (form == EntryForm.JSON) {
      print(json.trimmed(trimmed));
    } else {
      notes.say(
          "entries "
              + trimmed.getFirstMissingSeq()
              + " to "
              + trimmed.getLastMissingSeq()
              + " are no longer kept");
    }
  }

  @Override
  public void onCaughtUp(CaughtUp caughtUp) {
    lastProgress = System.nanoTime();
    if (!follow) {
      done.complete(null);
    }
  }

  @Override
  public void onClosed(RoomClosed closed) {
    done.completeExceptionally(ChatException.of(closed.getStatus()));
  }

  @Override
  public void onRefused(ChatException why) {
    done.completeExceptionally(why);
  }

  private void print(String line) {
    // More may come in the same frame as the end; nothing of it is wanted.
    if (done.isDone()) {
      return;
    }
    try {
      out.line(line);
      lastProgress = System.nanoTime();
    } catch (Stdout.Closed e) {
      done.complete(null);
    } catch (Failure e) {
      done.completeExceptionally(e);
    }
  }
}
