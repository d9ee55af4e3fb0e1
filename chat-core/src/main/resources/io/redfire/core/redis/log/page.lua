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

-- Finding a place in the middle of a long list costs Redis more than the lines there, so as many are
-- fetched together as will probably be wanted: the oldest and the newest line, which cost nothing to find,
-- tell how long lines are here. The line before the page comes with the first or last of them, for its
-- tag.
local step = 16
if s.seq > s.base then
  local likely = math.max(#line_at(s, s.base + 1), #line_at(s, s.seq))
  step = math.max(step, math.floor(bytes / likely))
end
local function fetch_page(low, high)
  if low < high then fetch(s, math.max(low, s.base + 1), high) end
end

if ARGV[1] == 'after' then
  from = math.max(s.base, math.min(seq, s.seq))
  fetch_page(from, math.min(from + math.min(count, step), s.seq))
  if ARGV[3] ~= '' and not stands_in(s, seq, ARGV[3]) then
    status = 'diverged'
  elseif seq < s.base then
    status = 'trimmed'
  end
  to = status == 'diverged' and from or math.min(from + count, s.seq)
else
  to = math.max(s.base, math.min(seq - 1, s.seq))
  from = math.max(s.base, to - count)
end

local lines, size, full = {}, 0, false
local function take(line)
  size = size + #line
  full = size > bytes and #lines > 0
  if not full then lines[#lines + 1] = line end
end
if ARGV[1] == 'after' then
  local at = from
  while at < to and not full do
    local stop = math.min(at + step, to)
    if at > from then fetch_page(at, stop) end
    while at < stop and not full do
      at = at + 1
      take(s.near[at])
    end
  end
else
  local at = to
  while at > from and not full do
    local start = math.max(at - step, from)
    fetch_page(start, at)
    while at > start and not full do
      take(s.near[at])
      at = at - 1
    end
  end
  from = to - #lines
end
local first, last, by = 1, #lines, 1
if ARGV[1] ~= 'after' then first, last, by = #lines, 1, -1 end

local reply = {status, s.base, s.basetag, s.seq, s.tag, s.seq < s.last and 1 or 0, from, tag_at(s, from)}
for i = first, last, by do reply[#reply + 1] = lines[i] end
return reply
