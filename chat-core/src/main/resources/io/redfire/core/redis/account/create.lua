-- Makes an account where there is none.
--
-- KEYS[1]  the account
-- ARGV[1]  a word that only this attempt has, so that it can be made again when its answer is lost
-- ARGV     after it: field, value, field, value, ...
--
-- Answers 1 if this attempt made it, 0 if there is one.

if redis.call('EXISTS', KEYS[1]) == 1 then
  return redis.call('HGET', KEYS[1], 'made') == ARGV[1] and 1 or 0
end
redis.call('HSET', KEYS[1], 'made', unpack(ARGV))
return 1
