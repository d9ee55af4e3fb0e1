package io.redfire.server.search;

/** Says that a query took longer than queries may. */
final class SearchTimeoutException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SearchTimeoutException() {
    super("the query takes too long", null, false, false);
  }
}
