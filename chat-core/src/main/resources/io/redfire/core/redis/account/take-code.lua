-- Uses a code up.
--
-- KEYS[1]  the digest of the code that is good
-- ARGV[1]  the digest of the code that was shown
-- ARGV[2]  a word that only this attempt has, so that it can be made again when its answer is lost
-- ARGV[3]  how long the attempt is remembered, in milliseconds
--
-- Answers 1 if this attempt used it up, else 0.

local good = redis.call('GET', KEYS[1])
local used = 'used ' .. ARGV[2]
if good == ARGV[1] then
  redis.call('SET', KEYS[1], used, 'PX', ARGV[3])
  return 1
end
return good == used and 1 or 0
