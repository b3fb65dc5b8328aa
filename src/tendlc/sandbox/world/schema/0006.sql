-- Lists are asked for by name, and by policy with status, in accounts with very many bundles. The key at
-- the end gives each its pages in order. The expressions stand as the session writes them.
CREATE INDEX resource_names ON resources
    (account, kind, json_extract(data, '$.friendly_name'), key)
    WHERE json_extract(data, '$.friendly_name') IS NOT NULL;
CREATE INDEX resource_policies ON resources
    (account, kind, json_extract(data, '$.policy_sid'), json_extract(data, '$.status'), key)
    WHERE json_extract(data, '$.policy_sid') IS NOT NULL;
