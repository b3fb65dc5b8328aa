-- A world is a top-level account with its subaccounts. Times are seconds since 1970: `created_at` and
-- `anchor_real` on the machine's clock, all others on the clock of the world.

CREATE TABLE installation (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    installation_id TEXT NOT NULL,
    seed TEXT NOT NULL
);

CREATE TABLE worlds (
    id INTEGER PRIMARY KEY,
    account_sid TEXT NOT NULL UNIQUE,
    world_id TEXT NOT NULL,
    generation INTEGER NOT NULL,
    created_at REAL NOT NULL,
    stream TEXT NOT NULL,
    drawn INTEGER NOT NULL,
    anchor_real REAL NOT NULL,
    anchor_world REAL NOT NULL,
    speed REAL NOT NULL,
    settings TEXT NOT NULL
);

CREATE TABLE accounts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    world INTEGER NOT NULL,
    sid TEXT NOT NULL UNIQUE,
    parent INTEGER,
    token TEXT,
    data TEXT NOT NULL
);

-- What accounts hold. A child has the key "parent's key/own SID", so that the children of one parent
-- stand side by side; SIDs sort in the order in which things were made.
CREATE TABLE resources (
    id INTEGER PRIMARY KEY,
    account INTEGER NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    data TEXT NOT NULL
);
CREATE UNIQUE INDEX resource_keys ON resources (account, kind, key);

-- Which resource (the holder) refers to which SID or number (the target).
CREATE TABLE links (
    account INTEGER NOT NULL,
    target TEXT NOT NULL,
    kind TEXT NOT NULL,
    holder TEXT NOT NULL,
    PRIMARY KEY (account, target, kind, holder)
) WITHOUT ROWID;
CREATE INDEX links_of ON links (account, kind, holder);

CREATE TABLE history (
    id INTEGER PRIMARY KEY,
    account INTEGER NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    at REAL NOT NULL,
    event TEXT NOT NULL,
    data TEXT NOT NULL
);
CREATE INDEX history_of ON history (account, kind, key);

CREATE TABLE schedule (
    id INTEGER PRIMARY KEY,
    world INTEGER NOT NULL,
    account INTEGER NOT NULL,
    at REAL NOT NULL,
    step TEXT NOT NULL,
    key TEXT NOT NULL
);
CREATE INDEX schedule_due ON schedule (world, at, id);

-- A ring: the slot is the running number modulo the number of entries kept.
CREATE TABLE journal (
    slot INTEGER PRIMARY KEY,
    number INTEGER NOT NULL,
    account_sid TEXT NOT NULL,
    at REAL NOT NULL,
    method TEXT NOT NULL,
    target TEXT NOT NULL,
    request BLOB NOT NULL,
    status INTEGER NOT NULL,
    answer BLOB NOT NULL,
    because TEXT NOT NULL
);

-- Faults and verdicts that are still to be used up.
CREATE TABLE scripts (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    world INTEGER,
    data TEXT NOT NULL
);

-- Accounts of worlds that were reset: their rows go in small pieces.
CREATE TABLE graveyard (account INTEGER PRIMARY KEY);
