/** A network that fails on demand, between any two programs that speak TCP. */
@org.jspecify.annotations.NullMarked
package io.redfire.faults.proxy;
