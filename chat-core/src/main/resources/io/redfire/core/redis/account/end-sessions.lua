-- Ends all sessions of an account, or all but some.
--
-- KEYS[1]  the sessions
-- ARGV[1]  the id of one that stays; empty for none
-- ARGV[2]  1 if API tokens end too
--
-- Answers the ids of those that ended.

local ended = {}
local all = redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
  local readable, session = pcall(cjson.decode, all[i + 1])
  local token = readable and type(session) == 'table' and session.token == true
  if all[i] ~= ARGV[1] and (ARGV[2] == '1' or not token) then
    redis.call('HDEL', KEYS[1], all[i])
    ended[#ended + 1] = all[i]
  end
end
return ended
