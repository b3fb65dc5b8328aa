-- The bodies of requests and answers lie in files beside the database: the request first, then the
-- answer, at `place`. Where that is null, the entry is an older one and holds its bodies itself.
ALTER TABLE journal ADD COLUMN place INTEGER;
ALTER TABLE journal ADD COLUMN request_size INTEGER NOT NULL DEFAULT 0;
ALTER TABLE journal ADD COLUMN answer_size INTEGER NOT NULL DEFAULT 0;
