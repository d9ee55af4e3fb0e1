-- Reads some entries of a room's log, wherever they stand. It is put after log.lua.
--
-- ARGV[1]    bytes  stop before the lines exceed this; the first one always fits
-- ARGV[2..]  the seqs, each greater than the one before
--
-- Answers {'behind'} while other programs' lines are still to be walked over. Else {'ok', base,
-- basetag, seq, tag, next}, and of each of these entries that is there the seq and tag before it, and
-- its line. next is the seq from which to ask for the rest, 0 where there is no more.
--
-- To find a place in the middle of a long list costs Redis as much as to fetch many lines there: one
-- for each REACH that the place is away from the nearer end. So entries near each other are fetched
-- at once, with all that stands between them; and a call does only so much, since everybody waits for
-- it.

local REACH, FEW, TOGETHER, BUDGET, BYTES = 256, 8, 2048, 12288, 512 * 1024

local s = load()
if s.seq < s.last then return {'behind'} end

-- As in page.lua: the oldest and the newest line tell how long lines are here.
local together = TOGETHER
if s.seq > s.base then
  local likely = math.max(#line_at(s, s.base + 1), #line_at(s, s.seq))
  together = math.max(1, math.min(TOGETHER, math.floor(BYTES / likely)))
end

-- What it costs to find that place, in lines.
local function cost_of(seq)
  return math.max(FEW, math.min(seq - s.base, s.seq - seq) / REACH)
end

local reply = {'ok', s.base, s.basetag, s.seq, s.tag, 0}
local spent, size, fetched = 0, 0, 0
for i = 2, #ARGV do
  local seq = tonumber(ARGV[i])
  if seq > s.base and seq <= s.seq then
    if seq > fetched then
      local high = seq
      for j = i + 1, #ARGV do
        local other = tonumber(ARGV[j])
        if other > s.seq or other - seq > together or other - high > cost_of(high) then break end
        high = other
      end
      spent = spent + cost_of(seq) + high - seq
      if spent > BUDGET and #reply > 6 then
        reply[6] = seq
        break
      end
      -- With the line before, for its tag.
      fetch(s, math.max(seq - 1, s.base + 1), high)
      fetched = high
    end
    local line = line_at(s, seq)
    size = size + #line
    if size > tonumber(ARGV[1]) and #reply > 6 then
      reply[6] = seq
      break
    end
    reply[#reply + 1] = seq - 1
    reply[#reply + 1] = tag_at(s, seq - 1)
    reply[#reply + 1] = line
  end
end
return reply
