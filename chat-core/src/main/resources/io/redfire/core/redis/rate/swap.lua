-- Puts a bucket's new state in the place of the one that it was made from.
--
-- KEYS[1]  the bucket
-- ARGV[1]  the state that it was made from; empty for none
-- ARGV[2]  the new state
-- ARGV[3]  after how many milliseconds it is full, so that it can be forgotten
--
-- Answers 1, or 0 where the bucket has another state by now.
if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then
  return 0
end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1
