-- Changes a room's rules or members and appends the entries that say so, all of them or none, once:
-- a call is one change.
--
-- KEYS[4]  ids      hash  the bucket of its id: user:id -> "seq tag" of its last entry
-- KEYS[5]  quiet    zset  the seqs of entries that are no messages
-- KEYS[6]  rules    hash  there where the room has members:
--                         version     the tag of the last entry of the newest change
--                         kind, title, topic, archived, retain, slow_mode   as they are now
--                         owners      how many there are
--                         members     how many there are, owners included
--                         created_at  ms since 1970
-- KEYS[7]  members  hash  user -> the user's part, the role first, '-' where no member; only users
--                         who have one
-- KEYS[8]  read     hash  user -> the seq up to which the user has read; who becomes a member and has
--                         no mark gets one here, so that what was said before is not unread
-- ARGV[4]  expires  when that bucket expires, ms since 1970
-- ARGV[5]  field    its field user:id
-- ARGV[6]  version  of the rules, as the change was decided on; '' where there were none
-- ARGV[7]  at       ms since 1970
-- ARGV[8]  count    how many parts change
-- ARGV[9..14]       kind, title, topic, archived, retain, slow_mode; kind is '' where the rules stay
-- ARGV[15..]        per part that changes: the user, the part or ''; then the bodies, in order
--
-- Answers {'behind'} and changes nothing while other programs' lines are still to be walked over.
-- Else {'refused', why}: exists, where rules are given to a room that has some or was written to
-- before; stale, where the rules are of another version. Else {'appended', created, seq, tag,
-- duplicate}, with the place of the last entry; created is 1 where the log had no entry before.

local QUIET, RULES, MEMBERS, READ = KEYS[5], KEYS[6], KEYS[7], KEYS[8]
local PARTS = 15

demand_append(4)
demand_quiet(QUIET)
demand('HSET', RULES, '', '')
demand('HSET', MEMBERS, '', '')
demand('HDEL', MEMBERS, '')
demand('HSET', READ, '', '')
local s = load()
if s.seq < s.last then return {'behind'} end

local bucket, expire, field = KEYS[4], ARGV[4], ARGV[5]
local before = accepted(s, bucket, field)
if before then return {'appended', 0, before[1], before[2], 1} end

local h = redis.call('HMGET', RULES, 'version', 'owners', 'members', 'retain')
local version, expected, kind = h[1] or '', ARGV[6], ARGV[9]
if expected == '' and kind ~= '' then
  if version ~= '' or s.last > 0 then return {'refused', 'exists'} end
elseif version ~= expected or version == '' then
  return {'refused', 'stale'}
end

local owners, members = tonumber(h[2] or 0), tonumber(h[3] or 0)
local function role_in(part) return string.match(part, '^[a-z_]+') end
local function count(part, by)
  local role = role_in(part)
  if role then members = members + by end
  if role == 'owner' then owners = owners + by end
end
local bodies = PARTS + 2 * tonumber(ARGV[8])
local parts, joined = {}, {}
for i = PARTS, bodies - 1, 2 do
  local user, part = ARGV[i], ARGV[i + 1]
  local former = parts[user] or redis.call('HGET', MEMBERS, user) or ''
  count(former, -1)
  count(part, 1)
  parts[user] = part
  if role_in(part) and not role_in(former) and not redis.call('HGET', READ, user) then
    joined[#joined + 1] = user
  end
end

local created = s.seq == s.base and 1 or 0
local new = {}
local seq, tag = s.seq, s.tag
for i = bodies, #ARGV do
  seq = seq + 1
  tag = next_tag(tag, redis.sha1hex(ARGV[i]))
  new[#new + 1] = {tag = tag, line = line_of(seq, tag, string.sub(ARGV[i], 2))}
end
local last = new[#new]
last.bucket, last.expire, last.field = bucket, expire, field

hush(QUIET, s, #new)
for user, part in pairs(parts) do
  if part == '' then
    redis.call('HDEL', MEMBERS, user)
  else
    redis.call('HSET', MEMBERS, user, part)
  end
end
for _, user in ipairs(joined) do note(s, READ, user, seq) end
redis.call('HSET', RULES, 'version', tag, 'owners', owners, 'members', members)
s.retain = tonumber(h[4] or 0)
if kind ~= '' then
  redis.call('HSET', RULES, 'kind', kind, 'title', ARGV[10], 'topic', ARGV[11], 'archived', ARGV[12],
    'retain', ARGV[13], 'slow_mode', ARGV[14])
  if version == '' then redis.call('HSET', RULES, 'created_at', ARGV[7]) end
  s.retain = tonumber(ARGV[13])
end
redis.call('HSET', HEAD, 'retain', s.retain)
append(s, new, {})
return {'appended', created, seq, tag, 0}
