package io.redfire.server.settings;

/**
 * Where the server takes posts to incoming webhooks.
 *
 * @param listen the address
 * @param mayMove whether another port will do where this one is in use
 */
public record HttpAddress(ListenAddress listen, boolean mayMove) {}
