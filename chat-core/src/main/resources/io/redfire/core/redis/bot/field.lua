-- Changes one field of a hash of a room, if it is still what the caller knows.
--
-- KEYS[1]  hash         field -> JSON: the room's slash commands, or its webhooks
-- ARGV[1]  field
-- ARGV[2]  known        what it is, '' for none
-- ARGV[3]  next         what it is to be, '' for none
-- ARGV[4]  most         how many fields there may be
--
-- Answers {'done'}, also where it is so already; {'changed'}, or {'full'}, and then nothing was done.

local now = redis.call('HGET', KEYS[1], ARGV[1]) or ''
if now == ARGV[3] then return {'done'} end
if now ~= ARGV[2] then return {'changed'} end
if ARGV[3] == '' then
  redis.call('HDEL', KEYS[1], ARGV[1])
  return {'done'}
end
if now == '' and redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[4]) then return {'full'} end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return {'done'}
