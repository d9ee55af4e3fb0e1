package io.redfire.core.log;

/**
 * A message stands in the log.
 *
 * @param position where
 * @param duplicate whether its id was accepted before; then the position is that of the first time
 * @param level how safe it is
 * @param replicas how many replicas have it, as far as was waited for; 0 unless the level says so
 */
public record Appended(Position position, boolean duplicate, AckLevel level, int replicas) {}
