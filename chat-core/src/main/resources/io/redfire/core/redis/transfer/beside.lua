-- Puts something beside a list that is to become a room's log, and sees to it that it is forgotten with
-- that.
--
-- KEYS[1]  members  hash   user -> the user's part; or refs  zset  see redis/blob/drop.lua
-- ARGV[1]  what     members or refs   [2] lifetime   ms after which it is forgotten
-- ARGV[3..]         user, part, user, part, ...; or the places
--
-- Answers {'put'}.

if ARGV[1] == 'members' then
  redis.call('HSET', KEYS[1], unpack(ARGV, 3))
else
  for i = 3, #ARGV do redis.call('ZADD', KEYS[1], 0, ARGV[i]) end
end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return {'put'}
