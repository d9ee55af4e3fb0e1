-- What the scripts share that look into an entry. It is put after log.lua.

-- An entry of ours at seq, taken apart; nil where none stands there. `front` is what comes before
-- what it says; the newest change of its words, if there is one, is `changed`.
local function entry_at(s, seq)
  local line = line_at(s, seq)
  local claimed, tag, rest = parse(line)
  if claimed ~= seq or tag ~= tag_at(s, seq) then return nil end
  local start = string.match(line, '^"was":"[0-9a-f]+",()', rest) or rest
  local changed, changed_at, past =
    string.match(line, '^"changed":(%d+),"changed_at":"([^"]*)",()', start)
  start = past or start
  local user, says = string.match(line, '^"id":"[^"]*","from":"([^"]*)","at":"[^"]*",()', start)
  if not user then return nil end
  return {
    seq = seq, tag = tag, was = digest(line, rest), user = user,
    changed = tonumber(changed), changed_at = changed_at,
    front = string.sub(line, start, says - 1), says = string.sub(line, says),
  }
end
