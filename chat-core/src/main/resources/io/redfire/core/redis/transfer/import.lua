-- Makes the list that an import pushed the log of a room, with all that belongs to it.
--
-- KEYS[1..6]    log, head, marks, quiet, rules, members   of the room
-- KEYS[7..10]   read, mentions, delivered, pins           of the room: of one that was here before
-- KEYS[11..13]  attachments, refs, thumbnails             of the room, see redis/blob/bind.lua and drop.lua
-- KEYS[14..21]  log, head, marks, quiet, members, attachments, refs, thumbnails
--                                                         as they were pushed
-- ARGV[1]  seq, [2] tag   where the import left the list
-- ARGV[3]  word     that only this import has, so that it can be made again when its answer is lost
-- ARGV[4]  parts    how many users the members are
-- ARGV[5]  pins     how many seqs of messages that are pinned follow
-- ARGV[6..]         these seqs, then field, value, field, value, ... of the rules; none for a room that
--                   nobody created
--
-- Answers {'made'}; {'exists'}, where the room has entries or rules, or had entries; {'stale'}, where
-- the list is not as the import left it.

local function may(...)
  if redis.acl_check_cmd and not redis.acl_check_cmd(...) then
    error({err = 'NOPERM the user may not do ' .. select(1, ...) .. ' in an import'})
  end
end

local HEAD, RULES = KEYS[2], KEYS[5]
local head = redis.call('HMGET', HEAD, 'base', 'import')
if head[2] == ARGV[3] then return {'made'} end
if redis.call('LLEN', KEYS[1]) > 0 or tonumber(head[1] or 0) > 0
    or redis.call('EXISTS', RULES) == 1 then
  return {'exists'}
end
local pushed = redis.call('HMGET', KEYS[15], 'base', 'seq', 'tag')
if pushed[2] ~= ARGV[1] or pushed[3] ~= ARGV[2]
    or redis.call('LLEN', KEYS[14]) ~= pushed[2] - pushed[1]
    or redis.call('HLEN', KEYS[18]) ~= tonumber(ARGV[4]) then
  return {'stale'}
end

-- A script has no rollback, so what Redis may refuse to this user is asked for before.
local targets = {KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[6], KEYS[11], KEYS[12], KEYS[13]}
for i, key in ipairs(targets) do
  may('RENAME', KEYS[13 + i], key)
  may('PERSIST', key)
end
may('DEL', HEAD)
may('HSET', RULES, '', '')
may('ZADD', KEYS[10], 0, '')

for i = 1, 13 do redis.call('DEL', KEYS[i]) end
for i, key in ipairs(targets) do
  if redis.call('EXISTS', KEYS[13 + i]) == 1 then
    redis.call('RENAME', KEYS[13 + i], key)
    redis.call('PERSIST', key)
  end
end
redis.call('HSET', HEAD, 'import', ARGV[3])
local fields = 6 + tonumber(ARGV[5])
for i = 6, fields - 1 do redis.call('ZADD', KEYS[10], ARGV[i], ARGV[i]) end
for i = fields, #ARGV, 2 do
  redis.call('HSET', RULES, ARGV[i], ARGV[i + 1])
  if ARGV[i] == 'retain' then redis.call('HSET', HEAD, 'retain', ARGV[i + 1]) end
end
return {'made'}
