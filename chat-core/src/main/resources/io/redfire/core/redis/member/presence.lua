-- Notes what devices of a user show, and tells how the user is seen.
--
-- KEYS[1]  presence  hash  word of a device -> "state at until": what it shows, when it said so, until
--                          when that is good; '@' -> "state since": how the user was seen after the
--                          newest change; '@seen' -> when a device that is gone was last there
-- ARGV[1]  good      for how many ms it is good what is shown here
-- ARGV[2]  kept      after how many ms without a device all is forgotten
-- ARGV[3..]          per device: its word, and 'online', 'away', or 'offline' where it is not to be
--                    seen, or '' where it is gone; nothing where it is only asked
--
-- All times are of Redis' clock, in ms since 1970: those of the nodes may differ. What a node that
-- died left behind lapses by itself. More than MOST devices are not noted.
--
-- Answers {state, since}: of a user who is offline when the user was last there. since is 0 where it
-- is not known.

local PRESENCE = KEYS[1]
local MOST = 128
local good, kept = tonumber(ARGV[1]), ARGV[2]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local devices, count, stale = {}, 0, {}
local told, told_since, noted_seen
local fields = redis.call('HGETALL', PRESENCE)
for i = 1, #fields, 2 do
  local word, value = fields[i], fields[i + 1]
  if word == '@' then
    told, told_since = string.match(value, '^(%a+) (%d+)$')
  elseif word == '@seen' then
    noted_seen = tonumber(value)
  else
    local state, at, till = string.match(value, '^(%a+) (%d+) (%d+)$')
    if state then
      devices[word] = {state = state, at = tonumber(at), till = tonumber(till)}
      count = count + 1
    else
      stale[#stale + 1] = word
    end
  end
end

-- When the user was last to be seen, and when the newest device that lapsed did so.
local seen, lapsed = noted_seen or 0, 0
local function note_seen(device, at)
  if device.state ~= 'offline' then seen = math.max(seen, at) end
end
for word, device in pairs(devices) do
  note_seen(device, device.at)
  -- Also what seems to be of the future: the clock of a new primary may be behind.
  if device.till <= now or device.at > now + 60000 then
    lapsed = math.max(lapsed, math.min(device.till, now))
    stale[#stale + 1] = word
    devices[word] = nil
    count = count - 1
  end
end
seen = math.min(seen, now)

local function aggregate()
  local best = 'offline'
  for _, device in pairs(devices) do
    if device.state == 'online' then return 'online' end
    if device.state == 'away' then best = 'away' end
  end
  return best
end

local before = aggregate()
local asked = #ARGV == 2
for i = 3, #ARGV, 2 do
  local word, state = ARGV[i], ARGV[i + 1]
  local device = devices[word]
  if device and state ~= device.state then note_seen(device, now) end
  if state == '' then
    if device then
      stale[#stale + 1] = word
      devices[word] = nil
      count = count - 1
    end
  elseif device or count < MOST then
    if not device then count = count + 1 end
    devices[word] = {state = state, at = now, till = now + good}
    note_seen(devices[word], now)
  end
end

local state = aggregate()
local since
if state == 'offline' then
  since = seen
elseif state ~= before then
  since = now
elseif state == told then
  since = tonumber(told_since)
else
  -- One of several devices lapsed.
  since = lapsed > 0 and lapsed or tonumber(told_since or 0)
end

if not asked then
  if #stale > 0 then redis.call('HDEL', PRESENCE, unpack(stale)) end
  if seen > 0 and (#stale > 0 or state == 'offline') and seen ~= noted_seen then
    redis.call('HSET', PRESENCE, '@seen', seen)
  end
  for i = 3, #ARGV, 2 do
    local device = devices[ARGV[i]]
    if device then
      redis.call('HSET', PRESENCE, ARGV[i], device.state .. ' ' .. device.at .. ' ' .. device.till)
    end
  end
  if state ~= told or since ~= tonumber(told_since) then
    redis.call('HSET', PRESENCE, '@', state .. ' ' .. since)
  end
  redis.call('PEXPIRE', PRESENCE, kept)
end
return {state, since}
