/** The commands of the client against a real server. */
@NullMarked
package io.redfire.cli;

import org.jspecify.annotations.NullMarked;
