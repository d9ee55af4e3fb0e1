-- Reads a page of a room's log, and where the log begins and ends.
--
-- ARGV[1]  'after' or 'before'
-- ARGV[2]  seq     after: entries after this one; before: entries before this one
-- ARGV[3]  tag     after: the tag that the reader has at seq, '' where it has none
-- ARGV[4]  count   entries wanted, at most; 0 asks for the bounds alone
-- ARGV[5]  bytes   stop before the lines exceed this; the first entry always fits
--
-- Answers {status, base, basetag, seq, tag, behind, from, fromtag, line, line, ...}: the bounds, then
-- the lines after `from`. Status: 'ok'; 'trimmed', the page begins at base because what was asked for
-- is no longer kept; 'diverged', no entry with that seq and tag is in the log, and no lines follow.
-- behind is 1 while other programs' lines are still to be walked over.

local s = load()
local seq, count, bytes = tonumber(ARGV[2]), tonumber(ARGV[4]), tonumber(ARGV[5])
local status, from, to = 'ok'

if ARGV[1] == 'after' then
  if ARGV[3] ~= '' and not stands_in(s, seq, ARGV[3]) then
    status = 'diverged'
  elseif seq < s.base then
    status = 'trimmed'
  end
  from = math.max(s.base, math.min(seq, s.seq))
  to = status == 'diverged' and from or math.min(from + count, s.seq)
else
  to = math.max(s.base, math.min(seq - 1, s.seq))
  from = math.max(s.base, to - count)
end

local lines = from < to and redis.call('LRANGE', LOG, from - s.base, to - s.base - 1) or {}
local first, last, size = 1, #lines, 0
if ARGV[1] == 'after' then
  for i = 1, #lines do
    size = size + #lines[i]
    if size > bytes and i > 1 then last = i - 1 break end
  end
else
  for i = #lines, 1, -1 do
    size = size + #lines[i]
    if size > bytes and i < #lines then first = i + 1 break end
  end
end
from = from + first - 1

local reply = {status, s.base, s.basetag, s.seq, s.tag, s.seq < s.last and 1 or 0, from, tag_at(s, from)}
for i = first, last do reply[#reply + 1] = lines[i] end
return reply
