-- One batch of a gate: ends what has expired, lets in those of its places who still want it, keeps slots for the next ones.
-- Capacity and rate are decided here and nowhere else.
--
-- KEYS 1 the room  2 the stream that is the line, or none
-- ARGV 1 now  2 the gate  3 most slots to keep  4 how many admissions are kept until they are handled, 0 for none
--      5 6 … visitor and number of each place
-- returns slots kept, ms without any admission though there was room, 1 while a gate has work to come else 0,
-- then for each place ADMITTED, GONE or FULL
-- @sends admission
local KEPT_MS = 1000 -- a gate that dies with slots kept for it delays the others no longer
local AWAY_MS = 5000
local A_SWEEP = 1000
local gate = ARGV[2]
local keptAdmissions = tonumber(ARGV[4])
local capacity, perSecond, admissionSeconds, noShowSeconds, open, lastBatch, aliveSince =
  numbers('capacity', 'admitPerSecond', 'admissionSeconds', 'noShowSeconds', 'open', 'lastBatchAt', 'aliveSince')
if not capacity then -- the room is gone, with all who were in it
  local gone = { 0, 0, 0 }
  for i = 5, #ARGV, 2 do gone[#gone + 1] = 'GONE' end
  return gone
end

-- Who could not reach us while every gate was away is no no-show: all have their full time again.
if not lastBatch or now - lastBatch > AWAY_MS then
  aliveSince = now
  redis.call('HSET', room, 'aliveSince', now)
end
redis.call('HSET', room, 'lastBatchAt', now)

for _, visitorId in ipairs(redis.call('ZRANGEBYSCORE', inside, '-inf', now, 'LIMIT', 0, A_SWEEP)) do
  finish(visitorId, 'TIMED_OUT', 'expired')
end
local silentSince = now - noShowSeconds * 1000
if aliveSince <= silentSince then
  for _, visitorId in ipairs(redis.call('ZRANGEBYSCORE', seen, '-inf', silentSince, 'LIMIT', 0, A_SWEEP)) do
    finish(visitorId, 'NO_SHOW', 'noShows')
  end
end
redis.call('ZREMRANGEBYSCORE', freed, '-inf', now - MINUTE)
redis.call('ZREMRANGEBYSCORE', recent, '-inf', now - 1000)

local keptForOthers = 0
redis.call('HDEL', gates, gate)
local kept = redis.call('HGETALL', gates)
for i = 1, #kept, 2 do
  local count, till = kept[i + 1]:match('(%d+) (%d+)')
  if tonumber(till) > now then keptForOthers = keptForOthers + count else redis.call('HDEL', gates, kept[i]) end
end

local left = math.min(capacity - redis.call('ZCARD', inside), perSecond - redis.call('ZCARD', recent)) - keptForOthers
if open == 0 then left = 0 end

local function letIn(visitorId)
  local record = recordOf(visitorId)
  local admission = redis.call('HINCRBY', room, 'admittedTotal', 1)
  redis.call('ZREM', waiting, visitorId)
  redis.call('ZADD', seen, now, visitorId) -- until it is picked up
  redis.call('ZADD', inside, now + admissionSeconds * 1000, visitorId)
  redis.call('ZADD', recent, now, admission)
  local had = redis.call('HMGET', record, 'joinedAt', 'expectedAt', 'number')
  redis.call('HSET', record, 'state', 'ADMITTED', 'admission', admission, 'admittedAt', now,
    'expiresAt', now + admissionSeconds * 1000)
  redis.call('HDEL', record, 'entry')
  redis.call('EXPIRE', record, LIFE)
  redis.call('ZREM', joining, visitorId)
  redis.call('LPUSH', waits, now - had[1])
  if keptAdmissions > 0 then
    redis.call('XADD', admissions, 'MAXLEN', '~', keptAdmissions, '*', 'visitorId', visitorId, 'number', had[3],
      'admission', admission, 'admittedAt', string.format('%.0f', now),
      'expiresAt', string.format('%.0f', now + admissionSeconds * 1000))
  end
  local expectedAt = tonumber(had[2])
  if expectedAt then redis.call('LPUSH', etaErrors, now - expectedAt) end
end

local answer = { 0, 0, 0 }
local admitted, ghosts = 0, numbers('ghosts') or 0
local full = false
for i = 5, #ARGV, 2 do
  local visitorId, verdict = ARGV[i], 'GONE'
  local had = redis.call('HMGET', recordOf(visitorId), 'state', 'number')
  local wantsIn = had[2] == ARGV[i + 1] and (had[1] == 'WAITING' or had[1] == 'JOINING')
  if full or (wantsIn and left <= 0) then
    full, verdict = true, 'FULL'
  elseif wantsIn then
    letIn(visitorId)
    left, admitted, verdict = left - 1, admitted + 1, 'ADMITTED'
  elseif ghosts > 0 then
    ghosts = redis.call('HINCRBY', room, 'ghosts', -1)
  end
  answer[#answer + 1] = verdict
end

local here = redis.call('ZCARD', waiting) + ghosts
local slots = full and 0 or math.max(0, math.min(left, tonumber(ARGV[3]), here))
if slots > 0 then redis.call('HSET', gates, gate, slots .. ' ' .. string.format('%.0f', now + KEPT_MS)) end
if admitted > 0 then
  redis.call('HINCRBY', admittedBy, gate, admitted)
  redis.call('HSETNX', room, 'firstAdmittedAt', now)
  redis.call('LTRIM', waits, 0, 999)
  redis.call('LTRIM', etaErrors, 0, 999)
end

local came = answer[4] and answer[4] ~= 'FULL' -- a line that hands out places is not lost
if came or left <= 0 or here == 0 then
  redis.call('HDEL', room, 'stalledSince')
elseif redis.call('HSETNX', room, 'stalledSince', now) == 0 then
  answer[2] = now - numbers('stalledSince')
end
answer[1] = slots
answer[3] = (ghosts > 0 or redis.call('EXISTS', seen) == 1) and 1 or 0
keepAlive()
return answer
