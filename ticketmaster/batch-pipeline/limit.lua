-- Takes one token of a bucket that fills at a steady rate (GCRA: one number for a bucket, the time at which it is full again).
-- KEYS: the bucket. ARGV: ms from token to token, how many it holds.
-- Returns: 1 or 0 for taken or not, tokens left, ms until one is there, ms until it is full.
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local each, most = tonumber(ARGV[1]), tonumber(ARGV[2])
local full = math.max(now, tonumber(redis.call('GET', KEYS[1]) or '0'))
local next = full + each
local room = now + each * most
if next > room then return { 0, 0, math.ceil(next - room), math.ceil(full - now) } end
redis.call('SET', KEYS[1], string.format('%.3f', next), 'PX', math.ceil(next - now))
return { 1, math.floor((room - next) / each), 0, math.ceil(next - now) }
