-- Notes who needs some bytes.
--
-- KEYS[1]  place    string  'WORD:SIZE', where the bytes are
-- KEYS[2]  holders  zset    'ID:ROOM' -> since when, ms since 1970
-- KEYS[3]  doomed   zset    'WORD:SIZE' -> from when on it is to be cleared; 0 while it is being cleared
-- ARGV[1]  holder   [2] now   [3] where the caller would write them   [4] when that is given up
--
-- Answers {'there', place}, or {'absent'}, and then the caller's place is doomed until it is kept.

redis.call('ZADD', KEYS[2], ARGV[2], ARGV[1])
local place = redis.call('GET', KEYS[1])
if place then return {'there', place} end
redis.call('ZADD', KEYS[3], ARGV[4], ARGV[3])
return {'absent'}
