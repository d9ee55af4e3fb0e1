-- Notes that a user begins an upload, unless too many are under way.
--
-- KEYS[1]  uploads  zset  id -> when the upload is forgotten, ms since 1970
-- ARGV[1]  id   [2] when it is forgotten   [3] now   [4] how many there may be, 0 for any number
--
-- Answers {'begun'}, also where an earlier call did it already, or {'full'}.

redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[3])
local most = tonumber(ARGV[4])
if most > 0 and not redis.call('ZSCORE', KEYS[1], ARGV[1]) and redis.call('ZCARD', KEYS[1]) >= most then
  return {'full'}
end
redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
redis.call('PEXPIREAT', KEYS[1], ARGV[2])
return {'begun'}
