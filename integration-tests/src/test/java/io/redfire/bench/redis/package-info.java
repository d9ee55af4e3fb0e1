/** The bench of Redis against a real one. */
@NullMarked
package io.redfire.bench.redis;

import org.jspecify.annotations.NullMarked;
