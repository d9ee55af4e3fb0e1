-- Appends one message that has attachments, if the room holds them all. It is put between write.lua
-- and append.lua, which does the appending; attached.lua stands after that.
--
-- KEYS  as append.lua has them for one message, then
--       attachments  hash  SHA-256 -> what the room knows of the bytes, see redis/blob/bind.lua
--       refs         zset  "SHA-256:SEQ" of each message that has them, all scores 0: an index, which
--                          redis/blob/drop.lua checks against the log
-- ARGV  as append.lua has them, then the SHA-256s, and last how many these are
--
-- Answers as append.lua does, or {'refused', 'unattached'}, where the room holds one of them not. A
-- message that was accepted before is answered as such, whatever the room holds now.

local HELD, REFS = KEYS[#KEYS - 1], KEYS[#KEYS]
local COUNT = tonumber(ARGV[#ARGV])
local HASHES = {unpack(ARGV, #ARGV - COUNT, #ARGV - 1)}

demand('ZADD', REFS, 0, '')
do
  local s = load()
  if s.seq < s.last then return {'behind'} end
  if not accepted(s, KEYS[4], ARGV[6]) then
    for _, hash in ipairs(HASHES) do
      if not redis.call('HGET', HELD, hash) then return {'refused', 'unattached'} end
    end
  end
  -- Only to see that it is a sorted set, before anything is written.
  redis.call('ZCARD', REFS)
end

local function append_messages(KEYS, ARGV)
