-- What every script of a room's log shares. It is put before each of them.
--
-- KEYS[1] log    list   the entries, a line of JSON each; raw lines of other programs among them
-- KEYS[2] head   hash   base     how many entries were trimmed from the front
--                       basetag  the tag of the newest trimmed entry, '' where that is unknown
--                       seq, tag the newest entry that the chain has walked over
--                       raw      SHA-1 of its line if another program wrote it, else ''
--                       marks    how many marks there are
--                       retain   how many entries the room keeps, where its own rules say so
--                       forks    where the log lost its end, see note_fork
--                       quiet    how many of those are known to the index of that name, see forks.lua
-- KEYS[3] marks  hash   seq -> tag, where the tag cannot be read from the line itself
--
-- A line of ours is {"seq":N,"tag":"T", and then its body without the brace. Where the message was
-- changed since, the line was rewritten in place and holds between the two the SHA-1 of the body that
-- the tag was made of, and what changed it: "was":"D","changed":M,"changed_at":"A",
--
-- The list is always right. The head is only how far the chain was followed, so it can be behind
-- (somebody else pushed) or contradict the list (somebody deleted, trimmed or restored it); both are
-- mended here, in steps of at most STEP entries, so that no call holds Redis for long.

local STEP = 512
local MARK_EVERY = 64
local MOST_FORKS = 16
local ORIGIN = '0000000000000000'

local LOG, HEAD, MARKS = KEYS[1], KEYS[2], KEYS[3]

-- The seq and tag that a line claims for itself, and the index at which its claim ends.
local function parse(line)
  local seq, tag, rest = string.match(line, '^{"seq":(%d+),"tag":"([0-9a-f]+)",()')
  if not seq or #tag ~= 16 or #seq > 15 then return nil end
  return tonumber(seq), tag, rest
end

-- The SHA-1 of the body that the line had at first, which its tag is made of.
local function digest(line, rest)
  local was = string.match(line, '^"was":"([0-9a-f]+)",', rest)
  return was and #was == 40 and was or redis.sha1hex('{' .. string.sub(line, rest))
end

local function next_tag(previous, body_digest)
  return string.sub(redis.sha1hex(previous .. body_digest), 1, 16)
end

-- The tag of the line at seq, and whether the line carries it itself. A claim counts only where it
-- follows from the entry before. After a front cut off by hand nobody knows that entry's tag, '';
-- then the first claim counts, and lines of other programs before it have no tag either.
local function chain(previous, line, seq)
  local claimed, tag, rest = parse(line)
  if claimed == seq and (previous == '' or tag == next_tag(previous, digest(line, rest))) then
    return tag, true
  end
  return previous == '' and '' or next_tag(previous, redis.sha1hex(line)), false
end

-- Lines that were read are kept for this call: finding one in the middle of a long list costs Redis
-- more than everything else here.
local function line_at(s, seq)
  local line = s.near[seq] or redis.call('LINDEX', LOG, seq - s.last - 1)
  s.near[seq] = line
  return line
end

local function head_stands(s)
  if s.seq > s.last then return false end
  if s.seq == s.base then return s.last == s.base end
  local line = line_at(s, s.seq)
  if s.raw ~= '' then return redis.sha1hex(line) == s.raw end
  local seq, tag = parse(line)
  return seq == s.seq and tag == s.tag
end

-- The first line among these that looks like an entry of ours: its index, seq and tag.
local function first_own(lines, from, to, by)
  for i = from, to, by do
    local seq, tag = parse(lines[i])
    if seq then return i, seq, tag end
  end
end

-- Finds where a list begins that is not the one the head was of. If the oldest and the newest
-- entries of ours agree on it, their own seqs are believed: so the list of a backup, or one whose
-- front was cut off by hand, keeps its numbers.
local function find_base(s)
  local len = s.last - s.base
  local back = redis.call('LRANGE', LOG, -STEP, -1)
  local front = redis.call('LRANGE', LOG, 0, STEP - 1)
  local newest, newest_seq = first_own(back, #back, 1, -1)
  local oldest, oldest_seq = first_own(front, 1, #front, 1)
  if not oldest or not newest then return end
  local base = newest_seq - (len - #back + newest)
  if base < 0 or oldest_seq - oldest ~= base then return end

  local tag, own = s.basetag
  for i = 1, oldest do tag, own = chain(tag, front[i], base + i) end
  if base == 0 then
    s.basetag = ORIGIN
  elseif base ~= s.base or not own then
    s.basetag = ''
  end
  s.base, s.last, s.near = base, base + len, {}
end

-- Reads the lines from one seq to another in one go, both included.
local function fetch(s, first, last)
  for i, line in ipairs(redis.call('LRANGE', LOG, first - s.base - 1, last - s.base - 1)) do
    s.near[first + i - 1] = line
  end
end

-- Where the log lost its end, as the head tells it: "COUNT FORK FORK ...": how often that was, and for
-- each of the newest times, oldest first, up to which seq is left what stood in the log before. Those
-- of longer ago are in the first one. For what is noted by seq beside the log, see forks.lua.
local function forks_of(field)
  local forks = {count = 0}
  for number in string.gmatch(field or '', '%d+') do
    if forks.told then
      forks[#forks + 1] = tonumber(number)
    else
      forks.told, forks.count = true, tonumber(number)
    end
  end
  return forks
end

-- Up to which seq is left what stood in the list that the head was of. Where the list has become shorter,
-- or lines of other programs stand where the head was, that ends with the newest entry of ours that
-- stands where it says: who pushed what stands behind it, and when, nobody knows. Where another entry
-- of ours stands in the place of the newest one, the list was replaced, such as by that of a backup
-- that went on by itself. The entries before tell nothing of where the two parted: nothing is left.
local function fork_of(s)
  if s.seq <= s.last and parse(line_at(s, s.seq)) == s.seq then return s.base end
  local fork = math.min(s.last, s.seq - 1)
  local oldest = math.max(s.base, fork - STEP)
  if oldest < fork then fetch(s, oldest + 1, fork) end
  while fork > oldest and parse(line_at(s, fork)) ~= fork do fork = fork - 1 end
  return fork == oldest and s.base or fork
end

-- Notes that the list is not the one that the head was of.
local function note_fork(s)
  local fork = fork_of(s)

  local forks = s.forks
  for i, other in ipairs(forks) do forks[i] = math.min(other, fork) end
  forks[#forks + 1] = fork
  if #forks > MOST_FORKS then table.remove(forks, 2) end
  forks.count = forks.count + 1
  redis.call('HSET', HEAD, 'forks', forks.count .. ' ' .. table.concat(forks, ' '))
end

-- Lets the head be found anew by a walk from the front: only so is every tag certain, whatever other
-- programs pushed in between.
local function restart(s)
  redis.call('DEL', MARKS)
  s.seq, s.tag, s.raw = s.base, s.basetag, ''
end

-- Walks the head over what other programs pushed.
local function walk(s)
  local from = s.seq - s.base
  for _, line in ipairs(redis.call('LRANGE', LOG, from, from + STEP - 1)) do
    local own
    s.seq = s.seq + 1
    s.tag, own = chain(s.tag, line, s.seq)
    if own then
      s.raw = ''
    else
      s.raw = redis.sha1hex(line)
      if s.seq % MARK_EVERY == 0 or parse(line) == s.seq then
        redis.call('HSET', MARKS, s.seq, s.tag)
      end
    end
  end
end

local function save(s)
  redis.call('HSET', HEAD, 'base', s.base, 'basetag', s.basetag, 'seq', s.seq, 'tag', s.tag,
    'raw', s.raw, 'marks', redis.call('HLEN', MARKS))
end

-- The room's state, its head at most one STEP mended. `last` is the seq of the list's last line; the
-- head is behind while seq < last.
local function load()
  local h = redis.call('HMGET', HEAD, 'base', 'basetag', 'seq', 'tag', 'raw', 'marks', 'retain',
    'forks', 'quiet')
  local s = {
    base = tonumber(h[1] or 0), basetag = h[2] or ORIGIN,
    seq = tonumber(h[3] or 0), tag = h[4] or ORIGIN, raw = h[5] or '', near = {},
    retain = tonumber(h[7] or 0), forks = forks_of(h[8]),
    quiet = tonumber(h[9] or 0),
  }
  s.last = s.base + redis.call('LLEN', LOG)
  local stands = head_stands(s)
  if not stands then
    find_base(s)
    if s.seq > s.base and not head_stands(s) then note_fork(s) end
  end
  local sound = stands and redis.call('HLEN', MARKS) == tonumber(h[6] or 0)
  if not sound then restart(s) end
  if s.seq < s.last then
    walk(s)
    save(s)
  elseif not sound then
    save(s)
  end
  return s
end

-- The tag of the entry at seq, for base <= seq <= head. Costs at most MARK_EVERY lines.
local function tag_at(s, seq)
  if seq == s.seq then return s.tag end
  local start = seq
  while start > s.base do
    local known = redis.call('HGET', MARKS, start)
    if known then break end
    local claimed = parse(line_at(s, start))
    if claimed == start then break end
    start = start % MARK_EVERY == 0 and start - MARK_EVERY or start - start % MARK_EVERY
    if start < s.base then start = s.base end
  end
  local tag
  if start == s.base then
    tag = s.basetag
  else
    local claimed, own = parse(line_at(s, start))
    tag = redis.call('HGET', MARKS, start) or own
  end
  if start < seq then
    for i, line in ipairs(redis.call('LRANGE', LOG, start - s.base, seq - s.base - 1)) do
      tag = chain(tag, line, start + i)
    end
  end
  return tag
end

-- Whether (seq, tag) names an entry of this log, or could: what was trimmed cannot be checked, nor
-- what has no tag.
local function stands_in(s, seq, tag)
  if seq > s.seq then return false end
  if seq < s.base then return true end
  local stored = tag_at(s, seq)
  return stored == '' or stored == tag
end
