-- Adds bytes to an upload, at their place.
--
-- KEYS[1]  about  hash    received: how many bytes there are
-- KEYS[2]  part   string  the part in which they belong
-- ARGV[1]  offset  of the first of them in the whole
-- ARGV[2]  at      of the first of them in the part
-- ARGV[3]  bytes
-- ARGV[4]  when it is forgotten, ms since 1970
--
-- Answers {'gone'}, or {'received', how many there are}. They were added where that is the place behind
-- them, now or by an earlier call whose answer was lost.

local received = redis.call('HGET', KEYS[1], 'received')
if not received then return {'gone'} end
received = tonumber(received)
if received == tonumber(ARGV[1]) and redis.call('STRLEN', KEYS[2]) == tonumber(ARGV[2]) then
  redis.call('APPEND', KEYS[2], ARGV[3])
  redis.call('PEXPIREAT', KEYS[2], ARGV[4])
  received = received + #ARGV[3]
  redis.call('HSET', KEYS[1], 'received', received)
end
return {'received', received}
