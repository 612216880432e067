-- Gives a number to who has none. Where Redis is the line, too, the place is in it by the same step.
--
-- KEYS 1 the room  2 the stream that is the line, or none
-- ARGV 1 now  2 the visitor  3 how many may wait
-- returns how the visitor stands, as JSON; 'FULL' when so many wait
local visitorId = ARGV[2]
local record = recordOf(visitorId)
local had = redis.call('HMGET', record, 'state', 'expiresAt', 'number')
local state = had[1]

if state == 'ADMITTED' and tonumber(had[2]) <= now then
  finish(visitorId, 'TIMED_OUT', 'expired')
  state = 'EXPIRED'
end
if state == 'WAITING' then
  redis.call('ZADD', seen, now, visitorId)
elseif not state or state == 'EXPIRED' then
  if redis.call('ZCARD', waiting) >= tonumber(ARGV[3]) then return 'FULL' end
  local number = redis.call('HINCRBY', room, 'joinedTotal', 1)
  if state then redis.call('DEL', record) end
  redis.call('HSET', record, 'state', 'JOINING', 'number', number, 'joinedAt', now)
  if KEYS[2] then
    redis.call('XADD', KEYS[2], '*', 'visitorId', visitorId, 'number', number, 'joinedAt', now)
    enterLine(visitorId, number)
  else
    redis.call('EXPIRE', record, DAY) -- should its place never reach the line
  end
end
return standing(visitorId)
