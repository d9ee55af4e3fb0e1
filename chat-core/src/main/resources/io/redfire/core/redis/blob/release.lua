-- Somebody needs some bytes no more; where nobody does, their place is to be cleared.
--
-- KEYS[1]  place, [2] holders, [3] doomed   as hold.lua has them
-- ARGV[1]  holder   [2] now
--
-- Answers {'released'}.

redis.call('ZREM', KEYS[2], ARGV[1])
if redis.call('ZCARD', KEYS[2]) == 0 then
  local place = redis.call('GET', KEYS[1])
  if place then
    redis.call('ZADD', KEYS[3], ARGV[2], place)
    redis.call('DEL', KEYS[1])
  end
end
return {'released'}
