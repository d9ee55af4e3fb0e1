-- Keeps a new outgoing webhook of a room, and how far it is: both or neither.
--
-- KEYS[1]  webhooks  hash  id -> JSON
-- KEYS[2]  delivery  hash  as claim.lua knows it
-- ARGV[1]  id
-- ARGV[2]  JSON
-- ARGV[3]  most      how many webhooks there may be
-- ARGV[4..]          field, value, … of the delivery
--
-- Answers {'done'}, also where it is so already; or {'full'}, and then nothing was done.

local now = redis.call('HGET', KEYS[1], ARGV[1])
local count = redis.call('HLEN', KEYS[1])
-- Asked for its type alone.
redis.call('HLEN', KEYS[2])
if now then return {'done'} end
if count >= tonumber(ARGV[3]) then return {'full'} end
redis.call('HSET', KEYS[2], unpack(ARGV, 4))
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return {'done'}
