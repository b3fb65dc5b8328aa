-- key SK000000133e633adef14404d8c8fa4e4e e92e2f613e4c9f3278802c26b2d413f1
PRAGMA user_version = 3;
BEGIN TRANSACTION;
CREATE TABLE accounts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    world INTEGER NOT NULL,
    sid TEXT NOT NULL UNIQUE,
    parent INTEGER,
    token TEXT,
    data TEXT NOT NULL
, created_at REAL NOT NULL DEFAULT 0, updated_at REAL NOT NULL DEFAULT 0);
INSERT INTO "accounts" VALUES(1,1,'ACa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1',NULL,'first','{"friendly_name":"Sandbox account","status":"active"}',1.79573383194107246392e+09,1.79573383194107246392e+09);
INSERT INTO "accounts" VALUES(2,1,'AC00000011f58b9aecc2406ef38ae18c8a',1,'66c75a21316ff8db8c51600c37ebb296','{"friendly_name":"customer","status":"active"}',1.79573383194131875034e+09,1.79573383194131875034e+09);
CREATE TABLE api_keys (
    sid TEXT PRIMARY KEY,
    account INTEGER NOT NULL,
    digest TEXT NOT NULL
) WITHOUT ROWID;
INSERT INTO "api_keys" VALUES('SK000000133e633adef14404d8c8fa4e4e',1,'5b30212b932902613bc775c4e9e1b773fb7e61f0c24f589bbf58d6eae9bf8e3b');
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
    place REAL NOT NULL,
    state TEXT NOT NULL,
    fault TEXT NOT NULL,
    attempts TEXT NOT NULL
);
INSERT INTO "deliveries" VALUES(1,1,1,'callback','BU0000001084fa138721e9a9fb589710db','pending-review','','http://127.0.0.1:9/nobody','POST',0,X'4163636F756E745369643D414361316131613161316131613161316131613161316131613161316131613161312642756E646C655369643D42553030303030303130383466613133383732316539613966623538393731306462265374617475733D70656E64696E672D726576696577',1.79573383194131875034e+09,1.79573383194131875034e+09,1.79573383194131875034e+09,0.0,'waiting','','[]');
CREATE TABLE graveyard (account INTEGER PRIMARY KEY);
CREATE TABLE history (
    id INTEGER PRIMARY KEY,
    account INTEGER NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    at REAL NOT NULL,
    event TEXT NOT NULL,
    data TEXT NOT NULL
);
INSERT INTO "history" VALUES(1,1,'CustomerProfile','BU00000001a697899bd2371799f82b8662',1.79573383194111967087e+09,'created','{"policy_sid":"RN6433641899984f951173ef1738c3bdd0","friendly_name":"Primary customer profile of the sandbox","status":"twilio-approved","email":"compliance@isv.example","status_callback":null,"errors":null}');
INSERT INTO "history" VALUES(2,1,'CustomerProfile','BU000000027830a7bb7a200b5cc6a2904a',1.79573383194131875034e+09,'created','{"policy_sid":"RNdfbf3fae0e1107f8aded0e7cead80bf5","friendly_name":"acme","status":"draft","email":"isv@isv.example","status_callback":null,"errors":null}');
INSERT INTO "history" VALUES(3,1,'EndUser','IT000000032957aee3313742516419d3a1',1.79573383194131875034e+09,'created','{"friendly_name":"acme","type":"customer_profile_business_information","attributes":{"business_name":"Acme Heating LLC","business_identity":"direct_customer","business_type":"Limited Liability Corporation","business_industry":"CONSTRUCTION","business_registration_identifier":"EIN","business_registration_number":"12-3456789","business_regions_of_operation":"USA_AND_CANADA","website_url":"https://acme-heating.example","social_media_profile_urls":""}}');
INSERT INTO "history" VALUES(4,1,'EntityAssignment','BU000000027830a7bb7a200b5cc6a2904a/BV00000004b9b6c5b59c5de04dd16fc86b',1.79573383194131875034e+09,'created','{"object_sid":"IT000000032957aee3313742516419d3a1","object_type":"customer_profile_business_information"}');
INSERT INTO "history" VALUES(5,1,'EndUser','IT0000000527c267a90f616d4b71609b19',1.79573383194131875034e+09,'created','{"friendly_name":"acme","type":"authorized_representative_1","attributes":{"first_name":"Ann","last_name":"Acme","email":"ann@acme-heating.example","phone_number":"+13035550142","business_title":"Owner","job_position":"CEO"}}');
INSERT INTO "history" VALUES(6,1,'EntityAssignment','BU000000027830a7bb7a200b5cc6a2904a/BV000000063227af8036e4f926ce9f1105',1.79573383194131875034e+09,'created','{"object_sid":"IT0000000527c267a90f616d4b71609b19","object_type":"authorized_representative_1"}');
INSERT INTO "history" VALUES(7,1,'Address','AD00000007c76eed2b4279f23310253b61',1.79573383194131875034e+09,'created','{"customer_name":"Acme Heating LLC","street":"1 Main Street","city":"Denver","region":"CO","postal_code":"80202","iso_country":"US","street_secondary":null,"friendly_name":"acme","emergency_enabled":false}');
INSERT INTO "history" VALUES(8,1,'SupportingDocument','RD0000000843b3c9051ec587a62e826618',1.79573383194131875034e+09,'created','{"friendly_name":"acme","type":"customer_profile_address","status":"DRAFT","attributes":{"address_sids":"AD00000007c76eed2b4279f23310253b61"}}');
INSERT INTO "history" VALUES(9,1,'EntityAssignment','BU000000027830a7bb7a200b5cc6a2904a/BV00000009e9a41b8e79305fa353013978',1.79573383194131875034e+09,'created','{"object_sid":"RD0000000843b3c9051ec587a62e826618","object_type":"customer_profile_address"}');
INSERT INTO "history" VALUES(10,1,'EntityAssignment','BU000000027830a7bb7a200b5cc6a2904a/BV0000000ab49a26620038071edcdb46b6',1.79573383194131875034e+09,'created','{"object_sid":"BU00000001a697899bd2371799f82b8662","object_type":"RN6433641899984f951173ef1738c3bdd0"}');
INSERT INTO "history" VALUES(11,1,'CustomerProfile','BU000000027830a7bb7a200b5cc6a2904a',1.79573383194131875034e+09,'pending-review','{"before":"draft"}');
INSERT INTO "history" VALUES(12,1,'TrustProduct','BU0000000b1f297469a3d1c44b71eb6e5d',1.79573383194131875034e+09,'created','{"policy_sid":"RNb0d4771c2c98518d916a3d4cd70a8f8b","friendly_name":"acme","status":"draft","email":"isv@isv.example","status_callback":null,"errors":null}');
INSERT INTO "history" VALUES(13,1,'EndUser','IT0000000c25799682a46178333dd009a3',1.79573383194131875034e+09,'created','{"friendly_name":"acme","type":"us_a2p_messaging_profile_information","attributes":{"company_type":"private"}}');
INSERT INTO "history" VALUES(14,1,'EntityAssignment','BU0000000b1f297469a3d1c44b71eb6e5d/BV0000000d9899dd15fa4b42b0c18e4049',1.79573383194131875034e+09,'created','{"object_sid":"IT0000000c25799682a46178333dd009a3","object_type":"us_a2p_messaging_profile_information"}');
INSERT INTO "history" VALUES(15,1,'EntityAssignment','BU0000000b1f297469a3d1c44b71eb6e5d/BV0000000ee58f0b2831e4fa03e5747367',1.79573383194131875034e+09,'created','{"object_sid":"BU000000027830a7bb7a200b5cc6a2904a","object_type":"RNdfbf3fae0e1107f8aded0e7cead80bf5"}');
INSERT INTO "history" VALUES(16,1,'TrustProduct','BU0000000b1f297469a3d1c44b71eb6e5d',1.79573383194131875034e+09,'pending-review','{"before":"draft"}');
INSERT INTO "history" VALUES(17,1,'BrandRegistration','BN0000000feb5c9163d90601edda9ad9e7',1.79573383194131875034e+09,'created','{"customer_profile_bundle_sid":"BU000000027830a7bb7a200b5cc6a2904a","a2p_profile_bundle_sid":"BU0000000b1f297469a3d1c44b71eb6e5d","brand_type":"STANDARD","mock":false,"skip_automatic_sec_vet":false,"status":"PENDING","identity_status":null,"tcr_id":null,"brand_score":null,"russell_3000":null,"government_entity":null,"tax_exempt_status":null,"errors":[],"update_count":0,"authentication":"none","ahead":[],"verdict":{}}');
INSERT INTO "history" VALUES(18,1,'CustomerProfile','BU0000001084fa138721e9a9fb589710db',1.79573383194131875034e+09,'created','{"policy_sid":"RNdfbf3fae0e1107f8aded0e7cead80bf5","friendly_name":"told","status":"draft","email":"isv@isv.example","status_callback":"http://127.0.0.1:9/nobody","errors":null}');
INSERT INTO "history" VALUES(19,1,'CustomerProfile','BU0000001084fa138721e9a9fb589710db',1.79573383194131875034e+09,'pending-review','{"before":"draft"}');
INSERT INTO "history" VALUES(20,1,'Key','SK000000133e633adef14404d8c8fa4e4e',1.79573383194131875034e+09,'created','{"friendly_name":"worker"}');
CREATE TABLE installation (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    installation_id TEXT NOT NULL,
    seed TEXT NOT NULL
);
INSERT INTO "installation" VALUES(1,'745944acc57ef6a51488efc0ad539ded','schema-3');
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
CREATE TABLE links (
    account INTEGER NOT NULL,
    target TEXT NOT NULL,
    kind TEXT NOT NULL,
    holder TEXT NOT NULL,
    PRIMARY KEY (account, target, kind, holder)
) WITHOUT ROWID;
INSERT INTO "links" VALUES(1,'BU000000027830a7bb7a200b5cc6a2904a','BrandRegistration','BN0000000feb5c9163d90601edda9ad9e7');
INSERT INTO "links" VALUES(1,'BU0000000b1f297469a3d1c44b71eb6e5d','BrandRegistration','BN0000000feb5c9163d90601edda9ad9e7');
INSERT INTO "links" VALUES(1,'IT000000032957aee3313742516419d3a1','EntityAssignment','BU000000027830a7bb7a200b5cc6a2904a/BV00000004b9b6c5b59c5de04dd16fc86b');
INSERT INTO "links" VALUES(1,'IT0000000527c267a90f616d4b71609b19','EntityAssignment','BU000000027830a7bb7a200b5cc6a2904a/BV000000063227af8036e4f926ce9f1105');
INSERT INTO "links" VALUES(1,'RD0000000843b3c9051ec587a62e826618','EntityAssignment','BU000000027830a7bb7a200b5cc6a2904a/BV00000009e9a41b8e79305fa353013978');
INSERT INTO "links" VALUES(1,'BU00000001a697899bd2371799f82b8662','EntityAssignment','BU000000027830a7bb7a200b5cc6a2904a/BV0000000ab49a26620038071edcdb46b6');
INSERT INTO "links" VALUES(1,'IT0000000c25799682a46178333dd009a3','EntityAssignment','BU0000000b1f297469a3d1c44b71eb6e5d/BV0000000d9899dd15fa4b42b0c18e4049');
INSERT INTO "links" VALUES(1,'BU000000027830a7bb7a200b5cc6a2904a','EntityAssignment','BU0000000b1f297469a3d1c44b71eb6e5d/BV0000000ee58f0b2831e4fa03e5747367');
INSERT INTO "links" VALUES(1,'AD00000007c76eed2b4279f23310253b61','SupportingDocument','RD0000000843b3c9051ec587a62e826618');
CREATE TABLE resources (
    id INTEGER PRIMARY KEY,
    account INTEGER NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    data TEXT NOT NULL
);
INSERT INTO "resources" VALUES(1,1,'CustomerProfile','BU00000001a697899bd2371799f82b8662',1795733831,1795733831,'{"policy_sid":"RN6433641899984f951173ef1738c3bdd0","friendly_name":"Primary customer profile of the sandbox","status":"twilio-approved","email":"compliance@isv.example","status_callback":null,"errors":null}');
INSERT INTO "resources" VALUES(2,1,'CustomerProfile','BU000000027830a7bb7a200b5cc6a2904a',1795733831,1795733831,'{"policy_sid":"RNdfbf3fae0e1107f8aded0e7cead80bf5","friendly_name":"acme","status":"pending-review","email":"isv@isv.example","status_callback":null,"errors":null}');
INSERT INTO "resources" VALUES(3,1,'EndUser','IT000000032957aee3313742516419d3a1',1795733831,1795733831,'{"friendly_name":"acme","type":"customer_profile_business_information","attributes":{"business_name":"Acme Heating LLC","business_identity":"direct_customer","business_type":"Limited Liability Corporation","business_industry":"CONSTRUCTION","business_registration_identifier":"EIN","business_registration_number":"12-3456789","business_regions_of_operation":"USA_AND_CANADA","website_url":"https://acme-heating.example","social_media_profile_urls":""}}');
INSERT INTO "resources" VALUES(4,1,'EntityAssignment','BU000000027830a7bb7a200b5cc6a2904a/BV00000004b9b6c5b59c5de04dd16fc86b',1795733831,1795733831,'{"object_sid":"IT000000032957aee3313742516419d3a1","object_type":"customer_profile_business_information"}');
INSERT INTO "resources" VALUES(5,1,'EndUser','IT0000000527c267a90f616d4b71609b19',1795733831,1795733831,'{"friendly_name":"acme","type":"authorized_representative_1","attributes":{"first_name":"Ann","last_name":"Acme","email":"ann@acme-heating.example","phone_number":"+13035550142","business_title":"Owner","job_position":"CEO"}}');
INSERT INTO "resources" VALUES(6,1,'EntityAssignment','BU000000027830a7bb7a200b5cc6a2904a/BV000000063227af8036e4f926ce9f1105',1795733831,1795733831,'{"object_sid":"IT0000000527c267a90f616d4b71609b19","object_type":"authorized_representative_1"}');
INSERT INTO "resources" VALUES(7,1,'Address','AD00000007c76eed2b4279f23310253b61',1795733831,1795733831,'{"customer_name":"Acme Heating LLC","street":"1 Main Street","city":"Denver","region":"CO","postal_code":"80202","iso_country":"US","street_secondary":null,"friendly_name":"acme","emergency_enabled":false}');
INSERT INTO "resources" VALUES(8,1,'SupportingDocument','RD0000000843b3c9051ec587a62e826618',1795733831,1795733831,'{"friendly_name":"acme","type":"customer_profile_address","status":"DRAFT","attributes":{"address_sids":"AD00000007c76eed2b4279f23310253b61"}}');
INSERT INTO "resources" VALUES(9,1,'EntityAssignment','BU000000027830a7bb7a200b5cc6a2904a/BV00000009e9a41b8e79305fa353013978',1795733831,1795733831,'{"object_sid":"RD0000000843b3c9051ec587a62e826618","object_type":"customer_profile_address"}');
INSERT INTO "resources" VALUES(10,1,'EntityAssignment','BU000000027830a7bb7a200b5cc6a2904a/BV0000000ab49a26620038071edcdb46b6',1795733831,1795733831,'{"object_sid":"BU00000001a697899bd2371799f82b8662","object_type":"RN6433641899984f951173ef1738c3bdd0"}');
INSERT INTO "resources" VALUES(11,1,'TrustProduct','BU0000000b1f297469a3d1c44b71eb6e5d',1795733831,1795733831,'{"policy_sid":"RNb0d4771c2c98518d916a3d4cd70a8f8b","friendly_name":"acme","status":"pending-review","email":"isv@isv.example","status_callback":null,"errors":null}');
INSERT INTO "resources" VALUES(12,1,'EndUser','IT0000000c25799682a46178333dd009a3',1795733831,1795733831,'{"friendly_name":"acme","type":"us_a2p_messaging_profile_information","attributes":{"company_type":"private"}}');
INSERT INTO "resources" VALUES(13,1,'EntityAssignment','BU0000000b1f297469a3d1c44b71eb6e5d/BV0000000d9899dd15fa4b42b0c18e4049',1795733831,1795733831,'{"object_sid":"IT0000000c25799682a46178333dd009a3","object_type":"us_a2p_messaging_profile_information"}');
INSERT INTO "resources" VALUES(14,1,'EntityAssignment','BU0000000b1f297469a3d1c44b71eb6e5d/BV0000000ee58f0b2831e4fa03e5747367',1795733831,1795733831,'{"object_sid":"BU000000027830a7bb7a200b5cc6a2904a","object_type":"RNdfbf3fae0e1107f8aded0e7cead80bf5"}');
INSERT INTO "resources" VALUES(15,1,'BrandRegistration','BN0000000feb5c9163d90601edda9ad9e7',1795733831,1795733831,'{"customer_profile_bundle_sid":"BU000000027830a7bb7a200b5cc6a2904a","a2p_profile_bundle_sid":"BU0000000b1f297469a3d1c44b71eb6e5d","brand_type":"STANDARD","mock":false,"skip_automatic_sec_vet":false,"status":"PENDING","identity_status":null,"tcr_id":null,"brand_score":null,"russell_3000":null,"government_entity":null,"tax_exempt_status":null,"errors":[],"update_count":0,"authentication":"none","ahead":[],"verdict":{}}');
INSERT INTO "resources" VALUES(16,1,'CustomerProfile','BU0000001084fa138721e9a9fb589710db',1795733831,1795733831,'{"policy_sid":"RNdfbf3fae0e1107f8aded0e7cead80bf5","friendly_name":"told","status":"pending-review","email":"isv@isv.example","status_callback":"http://127.0.0.1:9/nobody","errors":null}');
INSERT INTO "resources" VALUES(17,1,'Key','SK000000133e633adef14404d8c8fa4e4e',1795733831,1795733831,'{"friendly_name":"worker"}');
CREATE TABLE schedule (
    id INTEGER PRIMARY KEY,
    world INTEGER NOT NULL,
    account INTEGER NOT NULL,
    at REAL NOT NULL,
    step TEXT NOT NULL,
    key TEXT NOT NULL
);
INSERT INTO "schedule" VALUES(1,1,1,1.79573383394131875037e+09,'CustomerProfile.in_review','BU000000027830a7bb7a200b5cc6a2904a');
INSERT INTO "schedule" VALUES(2,1,1,1.79573383394131875037e+09,'TrustProduct.in_review','BU0000000b1f297469a3d1c44b71eb6e5d');
INSERT INTO "schedule" VALUES(3,1,1,1.79573383394131875037e+09,'BrandRegistration.register','BN0000000feb5c9163d90601edda9ad9e7');
INSERT INTO "schedule" VALUES(4,1,1,1.79573383394131875037e+09,'CustomerProfile.in_review','BU0000001084fa138721e9a9fb589710db');
CREATE TABLE scripts (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    world INTEGER,
    data TEXT NOT NULL
);
CREATE TABLE sink_destinations (
    account INTEGER NOT NULL,
    sink TEXT NOT NULL,
    destination TEXT NOT NULL,
    PRIMARY KEY (account, sink)
) WITHOUT ROWID;
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
INSERT INTO "worlds" VALUES(1,'ACa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1','16174610d21d357b4bb0963a4153d997',1,1.79573383194094634055e+09,'schema-3/ACa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1/1',20,1.79573383194131875034e+09,1.79573383194131875034e+09,0.0,'{}');
CREATE UNIQUE INDEX resource_keys ON resources (account, kind, key);
CREATE INDEX links_of ON links (account, kind, holder);
CREATE INDEX history_of ON history (account, kind, key);
CREATE INDEX schedule_due ON schedule (world, at, id);
CREATE INDEX deliveries_due ON deliveries (world, due_at, place) WHERE due_at IS NOT NULL;
CREATE INDEX deliveries_held ON deliveries (world) WHERE state = 'held';
CREATE INDEX deliveries_of ON deliveries (account);
CREATE INDEX api_keys_of ON api_keys (account);
CREATE INDEX charges_of ON charges (account, at);
CREATE INDEX accounts_of ON accounts (world);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('accounts',2);
INSERT INTO "sqlite_sequence" VALUES('deliveries',1);
COMMIT;
