/**
 * The tests bite: bugs that somebody could make, each planted into a copy of the product and caught
 * by a test. Read {@link io.redfire.planted.PlantedBug} first.
 */
@NullMarked
package io.redfire.planted;

import org.jspecify.annotations.NullMarked;
