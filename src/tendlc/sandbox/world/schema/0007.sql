-- The last of what happened in an account is found without sorting all of it.
CREATE INDEX history_of_account ON history (account);
