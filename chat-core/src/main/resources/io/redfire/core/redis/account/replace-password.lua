-- Sets the hash of a password where it is still the one that the caller knows.
--
-- KEYS[1]  the account
-- ARGV[1]  the hash that the caller knows
-- ARGV[2]  the new one, which only this attempt has, so that it can be made again when its answer
--          is lost
--
-- Answers 1 if this attempt set it, else 0.

local now = redis.call('HGET', KEYS[1], 'password')
if now == ARGV[1] then
  redis.call('HSET', KEYS[1], 'password', ARGV[2])
  return 1
end
return now == ARGV[2] and 1 or 0
