package io.redfire.faults.workload;

/** A message that a client of ours sends, again and again until it is answered. */
record Outgoing(String room, String id, String text) {}
