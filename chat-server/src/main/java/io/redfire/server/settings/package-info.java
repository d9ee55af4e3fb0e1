/**
 * What the server is told: flags, environment variables and a file, read into one immutable record.
 *
 * <p>{@link io.redfire.server.settings.SettingsCommand} is the way in, {@link
 * io.redfire.server.settings.Settings} the way out. {@link io.redfire.server.settings.Setting} is
 * the table of everything that can be told.
 */
@NullMarked
package io.redfire.server.settings;

import org.jspecify.annotations.NullMarked;
