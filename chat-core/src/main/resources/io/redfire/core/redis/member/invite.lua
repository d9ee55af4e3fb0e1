-- Keeps what a code is for, once.
--
-- KEYS[1]  invite  hash  room, from, expires, uses: as below
-- ARGV             room, from, expires (ms since 1970), uses (how many may still join with it)

if redis.call('EXISTS', KEYS[1]) == 0 then
  redis.call('HSET', KEYS[1], 'room', ARGV[1], 'from', ARGV[2], 'expires', ARGV[3], 'uses', ARGV[4])
  redis.call('PEXPIREAT', KEYS[1], ARGV[3])
end
return {}
