-- Takes gates that died out of the group. One step, so that none is handed a place between the look and the end of it.
--
-- KEYS 1 the stream
-- ARGV 1 the group  2 after how many ms without a call a gate counts as dead
-- returns how many were taken out
local forgotten = 0
for _, flat in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])) do
  local gate = {}
  for i = 1, #flat, 2 do gate[flat[i]] = flat[i + 1] end
  if gate.pending == 0 and gate.idle >= tonumber(ARGV[2]) then
    redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], gate.name)
    forgotten = forgotten + 1
  end
end
return forgotten
