-- Pins a message, or ends that, and appends the entry that says so, once.
--
-- KEYS[4]  ids      hash  the bucket of its id: user:id -> "seq tag"
-- KEYS[5]  quiet    zset  the seqs of entries that are no messages, each its own score
-- KEYS[6]  pins     zset  the seqs of messages that are pinned, each its own score: an index, by which
--                         they are found. Whether one is pinned its own line tells
-- ARGV[4]  expires  when that bucket expires, ms since 1970
-- ARGV[5]  field    its field user:id
-- ARGV[6]  target   the seq of the message
-- ARGV[7]  remove   '1' where it is pinned no more, else ''
-- ARGV[8]  most     how many messages of a room may be pinned
-- ARGV[9]  body     {"id":I,"from":U,"at":A,"pin":SEQ} or "unpin":SEQ
-- ARGV[10] tag      that the message is to have; '' for any
--
-- Answers {'behind'} and changes nothing while other programs' lines are still to be walked over.
-- Else {'refused', why}: absent and other, as message_meant says; erased, where the message was erased;
-- pins, where as many are pinned as may be. Else {'appended', 0, seq, tag, duplicate}: where the
-- message is as wanted already nothing is appended, and the place is the message's, for its id for good.

local PINS = KEYS[6]
demand_append(4)
demand('LSET', LOG, 0, '')
demand_quiet(KEYS[5])
demand('ZADD', PINS, 0, '')
demand('ZREM', PINS, '')
demand('ZREMRANGEBYSCORE', PINS, 0, 0)
redis.call('ZCARD', PINS)
local s = load()
if s.seq < s.last then return {'behind'} end

local change = {bucket = KEYS[4], expire = ARGV[4], field = ARGV[5], body = ARGV[9]}
local before = accepted(s, change.bucket, change.field)
if before then return {'appended', 0, before[1], before[2], 1} end

local message, why = message_meant(s, tonumber(ARGV[6]), ARGV[10])
if not message then return {'refused', why} end
if message.erased then return {'refused', 'erased'} end
local remove = ARGV[7] == '1'
local function index()
  if remove then
    redis.call('ZREM', PINS, message.seq)
  else
    redis.call('ZADD', PINS, message.seq, message.seq)
  end
end
if (message.pinned == nil) == remove then
  -- The line may be of a backup, and the index not.
  index()
  return answer_unchanged(message, change)
end

-- What the index names wrongly must keep nobody from pinning; it is looked at where that matters.
local wrong = {}
local most = tonumber(ARGV[8])
if not remove and redis.call('ZCOUNT', PINS, '(' .. s.base, s.seq) >= most then
  local pinned = 0
  for _, at in ipairs(redis.call('ZRANGEBYSCORE', PINS, '(' .. s.base, s.seq)) do
    local other = message_at(s, tonumber(at))
    if other and other.pinned then pinned = pinned + 1 else wrong[#wrong + 1] = at end
  end
  if pinned >= most then return {'refused', 'pins'} end
end

local seq = s.seq + 1
message.pinned, message.unpinned = seq, nil
if remove then message.pinned, message.unpinned = nil, seq end
forget_lost(KEYS[5], s)
redis.call('ZREMRANGEBYSCORE', PINS, '-inf', s.base)
redis.call('ZREMRANGEBYSCORE', PINS, '(' .. s.seq, '+inf')
for _, at in ipairs(wrong) do redis.call('ZREM', PINS, at) end
index()
return append_change(s, KEYS[5], change, {[message.seq] = line_of_message(message)})
