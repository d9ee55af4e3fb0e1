-- Pushes lines to a list that is to become a room's log. It is put after log.lua, and its first three
-- keys are of that list, so that its head and marks grow with it.
--
-- KEYS[4]  quiet    zset  the seqs of entries that are no messages
-- KEYS[5]  members  hash  user -> the user's part
-- KEYS[6..]  what else was put beside them, which is forgotten with them
-- ARGV[1]  seq, [2] tag       where the import left the list
-- ARGV[3]  seq, [4] tag       where it is to be after this
-- ARGV[5]  first    1 where nothing was pushed yet: the list begins after the place of ARGV[1]
-- ARGV[6]  lifetime           ms after which it is all forgotten
-- ARGV[7]  quiet              how many seqs of entries that are no messages follow
-- ARGV[8..]         these seqs, then the lines
--
-- Answers {'pushed'}, also where an earlier call did it already. {'stale'}, where the list is not as
-- the import left it; {'other'}, where the tags come out otherwise.

local from, from_tag, to, to_tag = tonumber(ARGV[1]), ARGV[2], tonumber(ARGV[3]), ARGV[4]
local first_line = 8 + tonumber(ARGV[7])

if ARGV[5] == '1' and redis.call('EXISTS', HEAD) == 0 then
  redis.call('HSET', HEAD, 'base', from, 'basetag', from_tag, 'seq', from, 'tag', from_tag,
    'raw', '', 'marks', 0)
end
local s = load()
local function stands_at(seq, tag) return s.last == seq and s.seq == seq and s.tag == tag end

local answer = 'pushed'
if not (to > from and stands_at(to, to_tag)) then
  if not stands_at(from, from_tag) then return {'stale'} end
  if first_line <= #ARGV then
    redis.call('RPUSH', LOG, unpack(ARGV, first_line))
    s.last = s.last + #ARGV - first_line + 1
    walk(s)
    save(s)
  end
  for i = 8, first_line - 1 do redis.call('ZADD', KEYS[4], ARGV[i], ARGV[i]) end
  if not stands_at(to, to_tag) then answer = 'other' end
end
for i = 1, #KEYS do redis.call('PEXPIRE', KEYS[i], ARGV[6]) end
return {answer}
