package io.redfire.server.settings;

/**
 * Where the server tells its metrics.
 *
 * @param listen the address
 * @param mayMove whether another port will do where this one is in use
 */
public record MetricsAddress(ListenAddress listen, boolean mayMove) {}
