package io.redfire.core.log;

/**
 * A message stands in the log.
 *
 * @param position where
 * @param duplicate whether its id was accepted before; then the position is that of the first time
 * @param level how safe it is
 */
public record Appended(Position position, boolean duplicate, AckLevel level) {}
