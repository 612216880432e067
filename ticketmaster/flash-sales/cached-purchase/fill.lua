-- Keeps what was read of a product, unless Redis has heard of a newer version: a replica may lag.
-- KEYS: value, version. ARGV: text, its version, life in s. Returns 1 where it was kept.
local known = tonumber(redis.call('get', KEYS[2]) or '0')
local version = tonumber(ARGV[2])
if version < known then return 0 end
redis.call('set', KEYS[1], ARGV[1], 'ex', ARGV[3])
redis.call('set', KEYS[2], ARGV[2], 'ex', ARGV[3])
return 1
