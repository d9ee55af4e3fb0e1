-- Sets what is known of an upload.
--
-- KEYS[1]  about  hash
-- ARGV[1]  when it is forgotten, ms since 1970   [2..] field, value, field, value, ...

redis.call('HSET', KEYS[1], unpack(ARGV, 2))
redis.call('PEXPIREAT', KEYS[1], ARGV[1])
return {'noted'}
