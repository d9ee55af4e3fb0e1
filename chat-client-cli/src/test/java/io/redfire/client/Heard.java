package io.redfire.client;

import io.redfire.chat.v1.CaughtUp;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.Receipt;
import io.redfire.chat.v1.RoomRewound;
import io.redfire.chat.v1.Typing;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** A listener that remembers what it heard, and can be slow. */
final class Heard implements RoomListener {
  final List<Entry> entries = new CopyOnWriteArrayList<>();
  final List<Long> forks = new CopyOnWriteArrayList<>();
  final List<ChatException> refusals = new CopyOnWriteArrayList<>();
  final List<Long> caughtUp = new CopyOnWriteArrayList<>();
  final List<String> typing = new CopyOnWriteArrayList<>();
  final List<Receipt> receipts = new CopyOnWriteArrayList<>();
  private final CountDownLatch mayGoOn;

  Heard() {
    this(new CountDownLatch(0));
  }

  /**
   * @param mayGoOn each entry waits for it
   */
  Heard(CountDownLatch mayGoOn) {
    this.mayGoOn = mayGoOn;
  }

  List<String> texts() {
    return entries.stream().map(entry -> entry.getMessage().getText()).toList();
  }

  @Override
  public void onEntry(Entry entry) {
    try {
      mayGoOn.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    entries.add(entry);
  }

  @Override
  public void onTyping(Typing event) {
    typing.add(event.getUser());
  }

  @Override
  public void onReceipt(Receipt receipt) {
    receipts.add(receipt);
  }

  @Override
  public void onCaughtUp(CaughtUp event) {
    caughtUp.add(event.getSeq());
  }

  @Override
  public void onRewound(RoomRewound rewound) {
    forks.add(rewound.getForkSeq());
  }

  @Override
  public void onRefused(ChatException why) {
    refusals.add(why);
  }
}
