package io.redfire.faults.workload;

/** A message that a client of ours sends, again and again until it is answered. */
public record Message(String room, String id, String text) {}
