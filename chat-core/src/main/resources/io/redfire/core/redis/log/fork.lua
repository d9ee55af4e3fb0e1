-- Finds how much of what a reader knows is still true.
--
-- ARGV  seq, tag, seq, tag, ...  places that the reader knows, newest first
--
-- Answers {place, behind}: which place, from 1, is the newest that is in the log or older than what
-- the log keeps; 0 where none is.

local s = load()
local place = 0
for i = 1, #ARGV, 2 do
  if stands_in(s, tonumber(ARGV[i]), ARGV[i + 1]) then
    place = (i + 1) / 2
    break
  end
end
return {place, s.seq < s.last and 1 or 0}
