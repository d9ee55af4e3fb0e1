/** How long searches in a long room take, by what is searched for. */
@NullMarked
package io.redfire.bench.search;

import org.jspecify.annotations.NullMarked;
