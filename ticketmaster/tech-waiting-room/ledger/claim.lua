-- Whether a visitor may have a place by that key: not while another one has a place by it.
--
-- KEYS 1 the room  2 none
-- ARGV 1 now  2 the visitor  3 the key
-- returns 1 or 0
local GRACE = 10000 -- between a claim and its join, in ms
local visitorId, claim = ARGV[2], room .. ':claim:' .. ARGV[3]
local had = redis.call('HMGET', claim, 'visitorId', 'at')
if had[1] and had[1] ~= visitorId then
  local holder = redis.call('HMGET', recordOf(had[1]), 'state', 'expiresAt')
  local waits = holder[1] == 'WAITING' or holder[1] == 'JOINING'
  local isIn = holder[1] == 'ADMITTED' and tonumber(holder[2]) > now
  local joins = not holder[1] and now - had[2] < GRACE
  if waits or isIn or joins then return 0 end
end
redis.call('HSET', claim, 'visitorId', visitorId, 'at', now)
redis.call('EXPIRE', claim, DAY)
return 1
