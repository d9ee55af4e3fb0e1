/** Changes of rooms and of who is in them: what is asked for, decided and appended. */
@org.jspecify.annotations.NullMarked
package io.redfire.server.govern;
