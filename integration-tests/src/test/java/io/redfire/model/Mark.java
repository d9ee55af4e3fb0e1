package io.redfire.model;

/**
 * A place in a log as somebody remembers it: a seq and whatever else the kind of cursor keeps to
 * recognise the place by. Nodes and readers compare places by their marks and by nothing else.
 */
record Mark(int seq, String witness) {}
