-- Lets one caller clear up for a while, also where Redis is full: clearing up makes room.
--
-- KEYS[1]  lease    string  who does so
-- ARGV[1]  the caller   [2] how long, ms
--
-- Answers {'yours'} or {'taken'}.

local owner = redis.call('GET', KEYS[1])
if owner and owner ~= ARGV[1] then return {'taken'} end
-- Redis does not refuse this one where it is full, nor those behind it.
redis.call('DEL', KEYS[1])
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return {'yours'}
