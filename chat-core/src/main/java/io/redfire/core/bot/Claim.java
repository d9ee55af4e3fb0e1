package io.redfire.core.bot;

import java.time.Duration;
import java.util.Optional;

/**
 * What came of an attempt to take an outgoing webhook. Immutable.
 *
 * @param term tells this holding of it from all before and after; what is noted under another one
 *     is not noted
 * @param delivery how far it is; empty where it was not taken
 * @param pause where it was not taken, after how long it may be
 */
public record Claim(long term, Optional<Delivery> delivery, Duration pause) {}
