@NullMarked
package io.redfire.client;

import org.jspecify.annotations.NullMarked;
