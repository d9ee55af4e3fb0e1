package io.redfire.server.settings;

import io.redfire.core.redis.RedisAddress;
import io.redfire.core.redis.RedisTrust;
import io.redfire.server.account.oidc.OidcSettings;
import io.redfire.server.attach.BlobSettings;
import io.redfire.server.embedded.RedisSource;
import io.redfire.server.limit.LimitSettings;
import io.redfire.server.search.SearchSettings;
import io.redfire.server.tls.TlsFiles;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Everything that one run of the server was told, checked. Immutable; its text form shows no
 * password.
 *
 * @param listen where to accept clients
 * @param tls the files of the server's certificate; empty means no TLS
 * @param redisTrust who vouches for a Redis with TLS
 * @param redis the Redis to use; empty means one of the server's own
 * @param sentinelPassword what the Sentinels ask for; empty for nothing
 * @param redisPrefix what stands before every key and channel; may be empty
 * @param dataDirectory where the server's own Redis keeps its data
 * @param embeddedRedis which program the server's own Redis is
 * @param guests whether anybody without an account is let in
 * @param openRegistration whether everybody may make an account, without a code
 * @param oidc the outside issuer whose tokens are believed; empty for none
 * @param ackReplicas how many replicas are to have a message before it is acknowledged, where its
 *     sender does not say; 0 for none
 * @param metrics where to tell the metrics; empty means nowhere
 * @param http where to take posts to incoming webhooks; empty means nowhere
 * @param webhookPrivateAddresses whether outgoing webhooks may post to private addresses
 * @param retain how many of its newest entries each room keeps; 0 keeps all
 * @param logLevel how much the log tells
 * @param limits what clients may take
 * @param search whether and where there is an index
 * @param blobs where the bytes of attachments are kept
 */
public record Settings(
    ListenAddress listen,
    Optional<TlsFiles> tls,
    RedisTrust redisTrust,
    Optional<RedisAddress> redis,
    Optional<String> sentinelPassword,
    String redisPrefix,
    Path dataDirectory,
    RedisSource embeddedRedis,
    boolean guests,
    boolean openRegistration,
    Optional<OidcSettings> oidc,
    int ackReplicas,
    Optional<MetricsAddress> metrics,
    Optional<HttpAddress> http,
    boolean webhookPrivateAddresses,
    long retain,
    LogLevel logLevel,
    LimitSettings limits,
    SearchSettings search,
    BlobSettings blobs) {}
