-- What every script of the ledger begins with.
--
-- KEYS 1 the room: a hash of its settings and counters. All its other keys begin with it, and its {braces} keep them on one node
--      2 the stream that is the line, where Redis holds the line, too; else none
-- ARGV 1 now in ms; '' for the clock of Redis, which is one for all servers
local room, line = KEYS[1], KEYS[2]
local joining = room .. ':joining' -- who has a number and may not be in the line, by when they got it
local waiting = room .. ':waiting' -- who waits, by number; in the slow lane by SLOW + number
local seen = room .. ':seen'       -- whose sign of life we expect, by the last one
local inside = room .. ':inside'   -- who is inside, by when the admission ends
local freed = room .. ':freed'     -- admissions that ended within the last minute, by when
local recent = room .. ':recent'   -- admissions within the last second, by when
local gates = room .. ':gates'     -- slots kept for each gate: "count until"
local waits = room .. ':waits'
local etaErrors = room .. ':etaErrors'
local admittedBy = room .. ':admittedBy'
local admissions = room .. ':admissions' -- a stream of those who were admitted, until somebody has handled it

-- How long a key lives, in seconds; redis-ledger.ts has the table.
local MINUTE = 60000 -- in ms
local DAY = 86400
local LIFE = 2 * DAY
local SETTINGS_LIFE = 90 * DAY
local JOINING_LIFE = 120

local SLOW = 2 ^ 40 -- added to the number of who waits in the slow lane: behind all other numbers

local now = tonumber(ARGV[1])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end

local function recordOf(visitorId)
  return room .. ':visitor:' .. visitorId
end

local function numbers(...)
  local values = redis.call('HMGET', room, ...)
  for i = 1, #values do values[i] = tonumber(values[i]) or false end
  return unpack(values)
end

-- Called by each script that may add to a room: nothing of it outlives its last use for longer than its life.
local function keepAlive()
  redis.call('EXPIRE', room, SETTINGS_LIFE)
  for _, key in ipairs({ joining, waiting, seen, inside, freed, recent, gates, waits, etaErrors, admittedBy, admissions, line }) do
    redis.call('EXPIRE', key, LIFE)
  end
end

-- What the ETA of everybody is made of, read once in each step: free slots, and how many a second follow when those are taken.
local pace
local function readPace()
  local capacity, perSecond, open, first, noShow =
    numbers('capacity', 'admitPerSecond', 'open', 'firstAdmittedAt', 'noShowSeconds')
  pace = { open = open == 1, perSecond = perSecond, noShow = noShow, follow = 0 }
  if not pace.open then return end
  pace.free = math.max(0, capacity - redis.call('ZCARD', inside))
  local since = math.max(now - MINUTE, first or now)
  local gone = redis.call('ZCOUNT', freed, since, '+inf')
  pace.follow = math.min(perSecond, gone * 1000 / math.max(1000, now - since))
end

-- Whole seconds until a position is let in, from how fast slots were given up within the last minute; nil while nobody knows.
local function etaOf(position)
  if not pace.open then return nil end
  local behind = position - pace.free
  if behind > 0 and pace.follow == 0 then return nil end
  local seconds = math.min(position, pace.free) / pace.perSecond
  if behind > 0 then seconds = seconds + behind / pace.follow end
  return math.ceil(seconds)
end

-- How a visitor stands, as JSON; false for who never joined.
local function standing(visitorId)
  local record = recordOf(visitorId)
  local v = redis.call('HMGET', record, 'state', 'number', 'joinedAt', 'admission', 'admittedAt', 'expiresAt', 'reason',
    'expectedAt', 'setAside')
  local state = v[1]
  if not state then return false end
  if not pace then readPace() end
  local shown = { visitorId = visitorId, number = tonumber(v[2]), joinedAt = tonumber(v[3]), noShowSeconds = pace.noShow }
  if state == 'ADMITTED' and tonumber(v[6]) <= now then state, v[7] = 'EXPIRED', 'TIMED_OUT' end
  shown.state = state
  if state == 'WAITING' then
    shown.position = (redis.call('ZRANK', waiting, visitorId) or 0) + 1
    shown.slow = tonumber(redis.call('ZSCORE', waiting, visitorId) or 0) >= SLOW or nil
    local eta = etaOf(shown.position)
    shown.etaSeconds = eta or cjson.null
    if eta and (v[8] or '') == '' then redis.call('HSET', record, 'expectedAt', now + eta * 1000) end
  elseif state == 'ADMITTED' then
    shown.admission, shown.admittedAt, shown.expiresAt = tonumber(v[4]), tonumber(v[5]), tonumber(v[6])
    shown.slow = v[9] and true or nil
  elseif state == 'EXPIRED' then
    shown.reason = v[7]
  end
  return cjson.encode(shown)
end

-- Whether a visitor's record is of the visit with that number; '' asks for none.
local function isVisit(visitorId, number)
  return number == '' or redis.call('HGET', recordOf(visitorId), 'number') == number
end

-- Ends a visit: place or slot is given up. A broker cannot take one place out of its line: it is a ghost until a gate is handed it.
local function finish(visitorId, reason, counter)
  local record = recordOf(visitorId)
  local had = redis.call('HMGET', record, 'state', 'entry', 'admission')
  redis.call('ZREM', waiting, visitorId)
  redis.call('ZREM', seen, visitorId)
  redis.call('ZREM', joining, visitorId)
  if redis.call('ZREM', inside, visitorId) == 1 then
    redis.call('ZADD', freed, now, had[3])
  elseif line and had[2] then
    redis.call('XDEL', line, had[2])
  elseif had[1] == 'WAITING' or had[1] == 'JOINING' then
    redis.call('HINCRBY', room, 'ghosts', 1)
  end
  redis.call('HSET', record, 'state', 'EXPIRED', 'reason', reason)
  redis.call('EXPIRE', record, DAY)
  if counter then redis.call('HINCRBY', room, counter, 1) end
end
