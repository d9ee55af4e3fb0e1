-- What the scripts share that look into an entry. It is put after log.lua.

-- An entry of ours at seq, taken apart; nil where none stands there. `front` is what comes before
-- what it says; the newest change, if there is one, is `changed`.
local function entry_at(s, seq)
  local line = line_at(s, seq)
  local claimed, tag, rest = parse(line)
  if claimed ~= seq or tag ~= tag_at(s, seq) then return nil end
  local changed, start =
    string.match(line, '^"was":"[0-9a-f]+","changed":(%d+),"changed_at":"[^"]*",()', rest)
  start = start or rest
  local user, says = string.match(line, '^"id":"[^"]*","from":"([^"]*)","at":"[^"]*",()', start)
  if not user then return nil end
  return {
    seq = seq, tag = tag, was = digest(line, rest), changed = tonumber(changed), user = user,
    front = string.sub(line, start, says - 1), says = string.sub(line, says),
  }
end
