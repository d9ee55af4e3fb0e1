/** Who someone is: names, passwords, tokens. */
@org.jspecify.annotations.NullMarked
package io.redfire.server.account;
