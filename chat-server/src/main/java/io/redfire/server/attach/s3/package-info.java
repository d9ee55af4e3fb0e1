/** The bytes of attachments in a bucket of S3, or of what speaks like it. */
@org.jspecify.annotations.NullMarked
package io.redfire.server.attach.s3;
