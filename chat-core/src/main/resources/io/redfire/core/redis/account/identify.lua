-- A session and its account, as they stand in one moment.
--
-- KEYS[1]  the account
-- KEYS[2]  its sessions
-- ARGV[1]  the id of the session
-- ARGV     after it: the fields of the account that are wanted
--
-- Answers {session, value, value, ...}; what there is not is nil.

local answer = redis.call('HMGET', KEYS[1], unpack(ARGV, 2))
table.insert(answer, 1, redis.call('HGET', KEYS[2], ARGV[1]))
return answer
