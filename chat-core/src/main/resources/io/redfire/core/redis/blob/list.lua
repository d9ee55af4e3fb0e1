-- Puts a hash on the list of those of which something is known, also where Redis is full.
--
-- KEYS[1]  blobs    zset    the hashes, all scores 0
-- ARGV[1]  hash
--
-- Answers {'listed'}.

-- Redis does not refuse this one where it is full, nor those behind it.
redis.call('ZREM', KEYS[1], '')
redis.call('ZADD', KEYS[1], 'NX', 0, ARGV[1])
return {'listed'}
