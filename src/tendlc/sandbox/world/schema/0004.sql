-- Worlds as they once were. `state` is JSON: the clock, the chance, the settings, the accounts. What the
-- accounts held lies beside the living rows, under account numbers of its own.
CREATE TABLE snapshots (
    id INTEGER PRIMARY KEY,
    world INTEGER NOT NULL,
    name TEXT NOT NULL,
    made_at REAL NOT NULL,
    state TEXT NOT NULL,
    UNIQUE (world, name)
);

-- Accounts whose rows are being copied. What a killed process leaves here is buried at the next start.
CREATE TABLE copies (account INTEGER PRIMARY KEY);
