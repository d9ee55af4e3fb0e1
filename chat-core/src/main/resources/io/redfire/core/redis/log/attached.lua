end

-- Notes what the message has that append.lua appended. It is put after that and closes what attach.lua
-- opened.

local function front(list, count) return {unpack(list, 1, count)} end

local answer = append_messages(front(KEYS, #KEYS - 2), front(ARGV, #ARGV - COUNT - 1))
if answer[1] == 'appended' and answer[5] == 0 then
  for _, hash in ipairs(HASHES) do redis.call('ZADD', REFS, 0, hash .. ':' .. answer[3]) end
end
return answer
