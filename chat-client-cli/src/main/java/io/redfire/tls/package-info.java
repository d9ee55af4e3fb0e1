/**
 * How a client's connections are secured, and why one did not come to stand, in words. Both the
 * client and the bench use it; it knows neither.
 */
@NullMarked
package io.redfire.tls;

import org.jspecify.annotations.NullMarked;
