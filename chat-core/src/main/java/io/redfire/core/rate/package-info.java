/** Limits on how often something may be done, over all nodes together. */
@org.jspecify.annotations.NullMarked
package io.redfire.core.rate;
