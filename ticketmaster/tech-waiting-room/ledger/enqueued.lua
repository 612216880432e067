-- The places of those numbers are in the line: JOINING becomes WAITING. A gate may have been faster.
--
-- KEYS 1 the room  2 the stream that is the line, or none
-- ARGV 1 now  2 3 … visitor and number of each
-- returns how each visitor stands, as JSON; nil for one who never joined
local places, lives = {}, {}
for i = 2, #ARGV, 2 do
  local visitorId, number = ARGV[i], ARGV[i + 1]
  local record = recordOf(visitorId)
  local had = redis.call('HMGET', record, 'state', 'number')
  if had[1] == 'JOINING' and had[2] == number then
    redis.call('HSET', record, 'state', 'WAITING')
    redis.call('EXPIRE', record, LIFE)
    redis.call('ZREM', joining, visitorId)
    places[#places + 1], places[#places + 2] = number, visitorId
    lives[#lives + 1], lives[#lives + 2] = now, visitorId
  end
end
if #places > 0 then
  redis.call('ZADD', waiting, unpack(places))
  redis.call('ZADD', seen, unpack(lives))
  keepAlive()
end
local answers = {}
for i = 2, #ARGV, 2 do answers[#answers + 1] = standing(ARGV[i]) end
return answers
