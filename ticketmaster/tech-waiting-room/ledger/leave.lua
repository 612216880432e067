-- Gives up a place or a slot.
--
-- KEYS 1 the room
-- ARGV 1 now  2 the visitor  3 LEFT, or FINISHED: only by one who is inside
-- returns the state before; nil for who never joined
local visitorId = ARGV[2]
local had = redis.call('HMGET', recordOf(visitorId), 'state', 'expiresAt')
local state = had[1]
if state == 'ADMITTED' and tonumber(had[2]) <= now then
  finish(visitorId, 'TIMED_OUT', 'expired')
elseif state == 'ADMITTED' or (ARGV[3] == 'LEFT' and (state == 'WAITING' or state == 'JOINING')) then
  finish(visitorId, ARGV[3])
end
return state
