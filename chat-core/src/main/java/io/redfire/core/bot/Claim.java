package io.redfire.core.bot;

import java.time.Duration;
import java.util.Optional;

/**
 * What came of an attempt to take an outgoing webhook. Immutable.
 *
 * @param holding what is noted under another one than this is not noted
 * @param delivery how far it is; empty where it was not taken
 * @param pause where it was not taken, after how long it may be
 */
public record Claim(Holding holding, Optional<Delivery> delivery, Duration pause) {}
