-- What is to be sent to receivers, and what became of it. Times are those of the world's clock.
-- `due_at` is null once nothing more will be sent; `place` orders what is due at the same moment;
-- `attempts` is a JSON list. The destination may hold a password: it is never shown as it is.
CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    world INTEGER NOT NULL,
    account INTEGER NOT NULL,
    kind TEXT NOT NULL,
    about TEXT NOT NULL,
    name TEXT NOT NULL,
    sink TEXT NOT NULL,
    destination TEXT NOT NULL,
    method TEXT NOT NULL,
    batch INTEGER NOT NULL,
    body BLOB NOT NULL,
    made_at REAL NOT NULL,
    began_at REAL NOT NULL,
    due_at REAL,
    place INTEGER NOT NULL,
    state TEXT NOT NULL,
    fault TEXT NOT NULL,
    attempts TEXT NOT NULL
);
CREATE INDEX deliveries_due ON deliveries (world, due_at, place) WHERE due_at IS NOT NULL;
CREATE INDEX deliveries_to ON deliveries (world, destination, due_at, place)
    WHERE due_at IS NOT NULL;
CREATE INDEX deliveries_held ON deliveries (world) WHERE state = 'held';
CREATE INDEX deliveries_of ON deliveries (account);

-- Where webhook sinks lead, with the password that no page and no answer shows.
CREATE TABLE sink_destinations (
    account INTEGER NOT NULL,
    sink TEXT NOT NULL,
    destination TEXT NOT NULL,
    PRIMARY KEY (account, sink)
) WITHOUT ROWID;
