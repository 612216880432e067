-- Puts the next of a fixed list of visitors into a line that is in Redis, too, in the order of the list.
--
-- KEYS 1 the room  2 the stream that is the line
-- ARGV 1 now  2 the name of the list  3 how many of it are in the line already, as the caller knows it  4 5 … visitors
-- returns how many of it are in the line now; -1 where there is no room. Nothing is done where the caller was wrong: two callers, one of
-- them slow, put nobody in twice or out of order, and after a loss of the last writes the caller learns where to go on.
-- @sends place-in-redis
local field = 'ofList:' .. ARGV[2]
local done, number, capacity = numbers(field, 'joinedTotal', 'capacity')
if not capacity then return -1 end
done, number = done or 0, number or 0
if done ~= tonumber(ARGV[3]) or #ARGV == 3 then return done end

local places, lives = {}, {}
for i = 4, #ARGV do
  local visitorId = ARGV[i]
  local record = recordOf(visitorId)
  local state = redis.call('HGET', record, 'state')
  if state and state ~= 'EXPIRED' then finish(visitorId, 'LEFT') end -- of an event that had this name before
  redis.call('DEL', record)
  number = number + 1
  local entry = redis.call('XADD', line, '*', 'visitorId', visitorId, 'number', number, 'joinedAt', now)
  redis.call('HSET', record, 'state', 'WAITING', 'number', number, 'joinedAt', now, 'key', '', 'entry', entry, 'expectedAt', '')
  redis.call('EXPIRE', record, LIFE)
  places[#places + 1], places[#places + 2] = number, visitorId
  lives[#lives + 1], lives[#lives + 2] = now, visitorId
end
redis.call('ZADD', waiting, unpack(places))
redis.call('ZADD', seen, unpack(lives))
redis.call('HSET', room, 'joinedTotal', number, field, done + #ARGV - 3)
keepAlive()
return done + #ARGV - 3
