package io.redfire.client;

/** A followed room. Any thread may close it. */
public interface Subscription extends AutoCloseable {

  /** The room's name. */
  String room();

  /** Stops following. Once it has returned, no further call to the listener starts. */
  @Override
  void close();
}
