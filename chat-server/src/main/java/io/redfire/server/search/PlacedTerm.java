package io.redfire.server.search;

/**
 * A term of the index, and where it has to stand among those of its phrase.
 *
 * @param place from 0
 */
record PlacedTerm(String term, int place) {}
