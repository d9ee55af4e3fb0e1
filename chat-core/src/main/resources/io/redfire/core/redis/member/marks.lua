-- Tells how far some users have read, and how far the room was delivered to them.
--
-- KEYS[4]  read       hash  user -> seq
-- KEYS[5]  delivered  hash  user -> seq
--          (how much of both counts, forks.lua tells)
-- ARGV     users
--
-- Answers {delivered, read, delivered, read, ...}, none of them beyond the newest entry.

local s = load()
local reply = {}
for _, user in ipairs(ARGV) do
  for _, key in ipairs({KEYS[5], KEYS[4]}) do
    local seq, to = noted(s, key, user)
    reply[#reply + 1] = math.min(tonumber(seq) or 0, to, s.last)
  end
end
return reply
