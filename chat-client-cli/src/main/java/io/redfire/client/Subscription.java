package io.redfire.client;

/** A followed room. Any thread may close it. */
public interface Subscription extends AutoCloseable {

  /** The room's name. */
  String room();

  /** Stops following. A call to the listener that is just starting may still run. */
  @Override
  void close();
}
