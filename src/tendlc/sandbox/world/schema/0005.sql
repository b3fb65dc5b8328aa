-- A step may wait until its resource was read so many times: then `at` is beyond every clock.
ALTER TABLE schedule ADD COLUMN reads INTEGER;
CREATE INDEX schedule_reads ON schedule (account) WHERE reads IS NOT NULL;
CREATE INDEX schedule_keys ON schedule (account, key);
