package io.redfire.model;

/** One entry as Redis hands it out, from the list or as a ring: a message id and its place. */
record Entry(char id, Mark mark) {
  int seq() {
    return mark.seq();
  }
}
