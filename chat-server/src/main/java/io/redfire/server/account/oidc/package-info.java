/** Tokens of an outside issuer, by OpenID Connect: who it is, its keys, what it vouches for. */
@org.jspecify.annotations.NullMarked
package io.redfire.server.account.oidc;
