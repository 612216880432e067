-- Gives up a place or a slot.
--
-- KEYS 1 the room  2 the stream that is the line, or none
-- ARGV 1 now  2 the visitor  3 the number, '' for whatever number  4 LEFT, or FINISHED: only by one who is inside
-- returns the state before; nil for one who has no such place
local visitorId, reason = ARGV[2], ARGV[4]
if not isVisit(visitorId, ARGV[3]) then return false end
local had = redis.call('HMGET', recordOf(visitorId), 'state', 'expiresAt')
local state = had[1]
if state == 'ADMITTED' and tonumber(had[2]) <= now then
  finish(visitorId, 'TIMED_OUT', 'expired')
elseif state == 'ADMITTED' or (reason == 'LEFT' and (state == 'WAITING' or state == 'JOINING')) then
  finish(visitorId, reason)
end
return state
