/**
 * Fuzzing of whatever reads bytes from outside: what a target is, and what runs it. Published as
 * part of this module's test-jar, for the tests of other modules.
 */
@org.jspecify.annotations.NullMarked
package io.redfire.testing.fuzz;
