-- Gives numbers to those who have none. Where Redis is the line, too, their places are in it by the same step.
--
-- KEYS 1 the room  2 the stream that is the line, or none
-- ARGV 1 now  2 how many may wait  3 4 … visitor and key of each; '' for one who needs none
-- returns how each visitor stands, as JSON; 'FULL' for one who came when so many waited, 'DRAINING' for one who came when nobody new might,
-- 'TAKEN' where the visitor has joined with another key, 'NO_ROOM' where there is none
-- @sends place-in-redis
local most = tonumber(ARGV[2])
redis.call('ZREMRANGEBYSCORE', joining, '-inf', now - JOINING_LIFE * 1000)
local ahead = redis.call('ZCARD', waiting)
local number, ghosts, capacity, draining = numbers('joinedTotal', 'ghosts', 'capacity', 'draining')
number = number or 0
local inLine = ahead + redis.call('ZCARD', joining) + (ghosts or 0)
local first = number
local joined = {}                 -- the answers to those who got a number by this very step
local places, lives = {}, {}      -- of the same, for one ZADD each: by number, and by now
local answers = {}

local function join(visitorId, key)
  local record = recordOf(visitorId)
  local had = redis.call('HMGET', record, 'state', 'expiresAt', 'key')
  local state = had[1]
  if state == 'ADMITTED' and tonumber(had[2]) <= now then
    finish(visitorId, 'TIMED_OUT', 'expired')
    state = 'EXPIRED'
  end
  if state and key ~= '' and had[3] ~= key and state ~= 'EXPIRED' then return 'TAKEN' end
  if state == 'WAITING' then redis.call('ZADD', seen, now, visitorId) end
  if state and (state ~= 'EXPIRED' or (key ~= '' and had[3] == key)) then return standing(visitorId) end
  if draining == 1 then return 'DRAINING' end
  if inLine >= most then return 'FULL' end
  if state then redis.call('DEL', record) end

  number, inLine = number + 1, inLine + 1
  if not line then
    redis.call('HSET', record, 'state', 'JOINING', 'number', number, 'joinedAt', now, 'key', key)
    redis.call('EXPIRE', record, JOINING_LIFE) -- should its place never reach the line
    redis.call('ZADD', joining, now, visitorId)
    return standing(visitorId)
  end
  ahead = ahead + 1
  if not pace then readPace() end
  local eta = etaOf(ahead) -- nobody has a greater number, so all who wait are ahead
  local entry = redis.call('XADD', line, '*', 'visitorId', visitorId, 'number', number, 'joinedAt', now)
  redis.call('HSET', record, 'state', 'WAITING', 'number', number, 'joinedAt', now, 'key', key, 'entry', entry,
    'expectedAt', eta and now + eta * 1000 or '')
  redis.call('EXPIRE', record, LIFE)
  places[#places + 1], places[#places + 2] = number, visitorId
  lives[#lives + 1], lives[#lives + 2] = now, visitorId
  local answer = '{"visitorId":%s,"state":"WAITING","number":%d,"joinedAt":%.0f,"noShowSeconds":%d,"position":%d,"etaSeconds":%s}'
  return answer:format(cjson.encode(visitorId), number, now, pace.noShow, ahead, eta or 'null')
end

for i = 3, #ARGV, 2 do
  local visitorId, key = ARGV[i], ARGV[i + 1]
  local who = visitorId .. ' ' .. key
  joined[who] = joined[who] or (capacity and join(visitorId, key) or 'NO_ROOM')
  answers[#answers + 1] = joined[who]
end
if #places > 0 then
  redis.call('ZADD', waiting, unpack(places))
  redis.call('ZADD', seen, unpack(lives))
end
if number > first then
  redis.call('HINCRBY', room, 'joinedTotal', number - first)
  keepAlive()
end
return answers
