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

-- Lines are fetched a few at a time, since they may be long and only so many bytes are wanted.
local FETCH = 16
local lines, size, full = {}, 0, false
if ARGV[1] == 'after' then
  local at = from
  while at < to and not full do
    local stop = math.min(at + FETCH, to)
    for _, line in ipairs(redis.call('LRANGE', LOG, at - s.base, stop - s.base - 1)) do
      size = size + #line
      if size > bytes and #lines > 0 then full = true break end
      lines[#lines + 1] = line
    end
    at = stop
  end
else
  local at = to
  while at > from and not full do
    local start = math.max(at - FETCH, from)
    local some = redis.call('LRANGE', LOG, start - s.base, at - s.base - 1)
    for i = #some, 1, -1 do
      size = size + #some[i]
      if size > bytes and #lines > 0 then full = true break end
      lines[#lines + 1] = some[i]
    end
    at = start
  end
  from = to - #lines
end
local first, last, by = 1, #lines, 1
if ARGV[1] ~= 'after' then first, last, by = #lines, 1, -1 end

local reply = {status, s.base, s.basetag, s.seq, s.tag, s.seq < s.last and 1 or 0, from, tag_at(s, from)}
for i = first, last, by do reply[#reply + 1] = lines[i] end
return reply
