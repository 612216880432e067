-- Holds, after seats.sql: who has a seat, and until when. The status is what the two columns say at an instant:
--   order_id null                                    AVAILABLE
--   order_id set, reserved_until later than now      RESERVED
--   order_id set, reserved_until now or earlier      AVAILABLE: the hold has ended, and nobody need sweep it
--   order_id set, reserved_until null                SOLD
alter table seat_inventory add column reserved_until timestamptz;
