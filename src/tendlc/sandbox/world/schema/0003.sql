-- API keys by their SID, so that credentials are found without knowing the account. Of the secret only
-- a digest is kept: it is shown once, when the key is made.
CREATE TABLE api_keys (
    sid TEXT PRIMARY KEY,
    account INTEGER NOT NULL,
    digest TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX api_keys_of ON api_keys (account);

-- What the registrations would have cost, in cents of a US dollar. A monthly fee runs from `at` until
-- `ended_at`, which is null while it goes on.
CREATE TABLE charges (
    id INTEGER PRIMARY KEY,
    account INTEGER NOT NULL,
    item TEXT NOT NULL,
    about TEXT NOT NULL,
    cents INTEGER NOT NULL,
    monthly INTEGER NOT NULL,
    at REAL NOT NULL,
    ended_at REAL
);
CREATE INDEX charges_of ON charges (account, at);

ALTER TABLE accounts ADD COLUMN created_at REAL NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN updated_at REAL NOT NULL DEFAULT 0;
CREATE INDEX accounts_of ON accounts (world);
