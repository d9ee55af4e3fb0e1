/** A real Redis for tests. Published as this module's test-jar, for the tests of other modules. */
@org.jspecify.annotations.NullMarked
package io.redfire.testing;
