-- Gives numbers to those who have none. Where Redis is the line, too, their places are in it by the same step.
--
-- KEYS 1 the room  2 the stream that is the line, or none
-- ARGV 1 now  2 how many may wait  3 … the visitors
-- returns how each visitor stands, as JSON; 'FULL' for one who came when so many waited
local most = tonumber(ARGV[2])
local ahead = redis.call('ZCARD', waiting)
local number = numbers('joinedTotal') or 0
local first = number
local joined = {}                 -- the answers to those who got a number by this very step
local places, lives = {}, {}      -- of the same, for one ZADD each: by number, and by now
local answers = {}

local function join(visitorId)
  local record = recordOf(visitorId)
  local had = redis.call('HMGET', record, 'state', 'expiresAt')
  local state = had[1]
  if state == 'ADMITTED' and tonumber(had[2]) <= now then
    finish(visitorId, 'TIMED_OUT', 'expired')
    state = 'EXPIRED'
  end
  if state == 'WAITING' then redis.call('ZADD', seen, now, visitorId) end
  if state and state ~= 'EXPIRED' then return standing(visitorId) end
  if ahead >= most then return 'FULL' end
  if state then redis.call('DEL', record) end

  number = number + 1
  if not KEYS[2] then
    redis.call('HSET', record, 'state', 'JOINING', 'number', number, 'joinedAt', now)
    redis.call('EXPIRE', record, DAY) -- should its place never reach the line
    return standing(visitorId)
  end
  ahead = ahead + 1
  if not pace then readPace() end
  local eta = etaOf(ahead) -- nobody has a greater number, so all who wait are ahead
  local expectedAt = eta and now + eta * 1000 or ''
  redis.call('XADD', KEYS[2], '*', 'visitorId', visitorId, 'number', number, 'joinedAt', now)
  redis.call('HSET', record, 'state', 'WAITING', 'number', number, 'joinedAt', now, 'expectedAt', expectedAt)
  places[#places + 1], places[#places + 2] = number, visitorId
  lives[#lives + 1], lives[#lives + 2] = now, visitorId
  local answer = '{"visitorId":%s,"state":"WAITING","number":%d,"joinedAt":%.0f,"noShowSeconds":%d,"position":%d,"etaSeconds":%s}'
  return answer:format(cjson.encode(visitorId), number, now, pace.noShow, ahead, eta or 'null')
end

for i = 3, #ARGV do
  local visitorId = ARGV[i]
  joined[visitorId] = joined[visitorId] or join(visitorId)
  answers[#answers + 1] = joined[visitorId]
end
if number > first then redis.call('HINCRBY', room, 'joinedTotal', number - first) end
if #places > 0 then
  redis.call('ZADD', waiting, unpack(places))
  redis.call('ZADD', seen, unpack(lives))
end
return answers
