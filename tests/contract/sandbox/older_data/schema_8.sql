-- key SK00000011f382c76e9cd5e9167da5b3df 050b33f1ccc51cd13fb8cf8d6fcfe75c
PRAGMA user_version = 8;
BEGIN TRANSACTION;
CREATE TABLE accounts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    world INTEGER NOT NULL,
    sid TEXT NOT NULL UNIQUE,
    parent INTEGER,
    token TEXT,
    data TEXT NOT NULL
, created_at REAL NOT NULL DEFAULT 0, updated_at REAL NOT NULL DEFAULT 0);
INSERT INTO "accounts" VALUES(1,1,'ACa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1',NULL,'first','{"friendly_name":"Sandbox account","status":"active"}',1.79583241250380969047e+09,1.79583241250380969047e+09);
CREATE TABLE api_keys (
    sid TEXT PRIMARY KEY,
    account INTEGER NOT NULL,
    digest TEXT NOT NULL
) WITHOUT ROWID;
INSERT INTO "api_keys" VALUES('SK00000011f382c76e9cd5e9167da5b3df',1,'5f28dc86d4783a2bfa5953581edcb972b8ea619c67d761f33b09fc5543d3ecbd');
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
CREATE TABLE copies (account INTEGER PRIMARY KEY);
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
INSERT INTO "deliveries" VALUES(1,1,1,'callback','BU0000001048393cd57d65a948d64b5861','pending-review','','http://127.0.0.1:9/nobody','POST',0,X'4163636F756E745369643D414361316131613161316131613161316131613161316131613161316131613161312642756E646C655369643D42553030303030303130343833393363643537643635613934386436346235383631265374617475733D70656E64696E672D726576696577',1.79583241250394225118e+09,1.79583241250394225118e+09,1.79583244646907281877e+09,0,'waiting','','[{"at":1795832412.5039423,"status":null,"error":"Connection refused","seconds":0.001}]');
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
INSERT INTO "history" VALUES(1,1,'CustomerProfile','BU0000000146f5462f36fc002f58c6a305',1.79583241250384020807e+09,'created','{"policy_sid":"RN6433641899984f951173ef1738c3bdd0","friendly_name":"Primary customer profile of the sandbox","status":"twilio-approved","email":"compliance@isv.example","status_callback":null,"errors":null}');
INSERT INTO "history" VALUES(2,1,'CustomerProfile','BU00000002c812c79771537071c7aa5397',1.79583241250394225118e+09,'created','{"policy_sid":"RNdfbf3fae0e1107f8aded0e7cead80bf5","friendly_name":"acme","status":"draft","email":"isv@isv.example","status_callback":null,"errors":null}');
INSERT INTO "history" VALUES(3,1,'EndUser','IT00000003f70591e6932f12e1d679bbce',1.79583241250394225118e+09,'created','{"friendly_name":"acme","type":"customer_profile_business_information","attributes":{"business_name":"Acme Heating LLC","business_identity":"direct_customer","business_type":"Limited Liability Corporation","business_industry":"CONSTRUCTION","business_registration_identifier":"EIN","business_registration_number":"12-3456789","business_regions_of_operation":"USA_AND_CANADA","website_url":"https://acme-heating.example","social_media_profile_urls":""}}');
INSERT INTO "history" VALUES(4,1,'EntityAssignment','BU00000002c812c79771537071c7aa5397/BV000000040ccc62ac1c42e95ebbc28824',1.79583241250394225118e+09,'created','{"object_sid":"IT00000003f70591e6932f12e1d679bbce","object_type":"customer_profile_business_information"}');
INSERT INTO "history" VALUES(5,1,'EndUser','IT00000005f16e919c71bbfcc9a952927a',1.79583241250394225118e+09,'created','{"friendly_name":"acme","type":"authorized_representative_1","attributes":{"first_name":"Ann","last_name":"Acme","email":"ann@acme-heating.example","phone_number":"+13035550142","business_title":"Owner","job_position":"CEO"}}');
INSERT INTO "history" VALUES(6,1,'EntityAssignment','BU00000002c812c79771537071c7aa5397/BV00000006a4ee136d22f53b8240ce9c88',1.79583241250394225118e+09,'created','{"object_sid":"IT00000005f16e919c71bbfcc9a952927a","object_type":"authorized_representative_1"}');
INSERT INTO "history" VALUES(7,1,'Address','AD00000007bad82ac2e806bc7111971a58',1.79583241250394225118e+09,'created','{"customer_name":"Acme Heating LLC","street":"1 Main Street","city":"Denver","region":"CO","postal_code":"80202","iso_country":"US","street_secondary":null,"friendly_name":"acme","emergency_enabled":false}');
INSERT INTO "history" VALUES(8,1,'SupportingDocument','RD000000081418fa59a2fb7a1471e08bc9',1.79583241250394225118e+09,'created','{"friendly_name":"acme","type":"customer_profile_address","status":"DRAFT","attributes":{"address_sids":"AD00000007bad82ac2e806bc7111971a58"}}');
INSERT INTO "history" VALUES(9,1,'EntityAssignment','BU00000002c812c79771537071c7aa5397/BV00000009100545fd3e4db9fc8990d28b',1.79583241250394225118e+09,'created','{"object_sid":"RD000000081418fa59a2fb7a1471e08bc9","object_type":"customer_profile_address"}');
INSERT INTO "history" VALUES(10,1,'EntityAssignment','BU00000002c812c79771537071c7aa5397/BV0000000a27e68edc4d0c84a6ecbd2da8',1.79583241250394225118e+09,'created','{"object_sid":"BU0000000146f5462f36fc002f58c6a305","object_type":"RN6433641899984f951173ef1738c3bdd0"}');
INSERT INTO "history" VALUES(11,1,'CustomerProfile','BU00000002c812c79771537071c7aa5397',1.79583241250394225118e+09,'pending-review','{"before":"draft"}');
INSERT INTO "history" VALUES(12,1,'TrustProduct','BU0000000ba9f8e1c323a8684c70c2d18f',1.79583241250394225118e+09,'created','{"policy_sid":"RNb0d4771c2c98518d916a3d4cd70a8f8b","friendly_name":"acme","status":"draft","email":"isv@isv.example","status_callback":null,"errors":null}');
INSERT INTO "history" VALUES(13,1,'EndUser','IT0000000c272dc9e30575b9fac522fe56',1.79583241250394225118e+09,'created','{"friendly_name":"acme","type":"us_a2p_messaging_profile_information","attributes":{"company_type":"private"}}');
INSERT INTO "history" VALUES(14,1,'EntityAssignment','BU0000000ba9f8e1c323a8684c70c2d18f/BV0000000dd9bf731a99e613ae1d21846d',1.79583241250394225118e+09,'created','{"object_sid":"IT0000000c272dc9e30575b9fac522fe56","object_type":"us_a2p_messaging_profile_information"}');
INSERT INTO "history" VALUES(15,1,'EntityAssignment','BU0000000ba9f8e1c323a8684c70c2d18f/BV0000000e1d6620fb435a367d2e1f0f01',1.79583241250394225118e+09,'created','{"object_sid":"BU00000002c812c79771537071c7aa5397","object_type":"RNdfbf3fae0e1107f8aded0e7cead80bf5"}');
INSERT INTO "history" VALUES(16,1,'TrustProduct','BU0000000ba9f8e1c323a8684c70c2d18f',1.79583241250394225118e+09,'pending-review','{"before":"draft"}');
INSERT INTO "history" VALUES(17,1,'BrandRegistration','BN0000000f0ed1177ec46b67cf939c03bc',1.79583241250394225118e+09,'created','{"customer_profile_bundle_sid":"BU00000002c812c79771537071c7aa5397","a2p_profile_bundle_sid":"BU0000000ba9f8e1c323a8684c70c2d18f","brand_type":"STANDARD","mock":false,"skip_automatic_sec_vet":false,"status":"PENDING","identity_status":null,"tcr_id":null,"brand_score":null,"russell_3000":null,"government_entity":null,"tax_exempt_status":null,"errors":[],"update_count":0,"otp":"answered","authentication":"none","authentication_ahead":[],"ahead":[],"verdict":{}}');
INSERT INTO "history" VALUES(18,1,'CustomerProfile','BU0000001048393cd57d65a948d64b5861',1.79583241250394225118e+09,'created','{"policy_sid":"RNdfbf3fae0e1107f8aded0e7cead80bf5","friendly_name":"told","status":"draft","email":"isv@isv.example","status_callback":"http://127.0.0.1:9/nobody","errors":null}');
INSERT INTO "history" VALUES(19,1,'CustomerProfile','BU0000001048393cd57d65a948d64b5861',1.79583241250394225118e+09,'pending-review','{"before":"draft"}');
INSERT INTO "history" VALUES(20,1,'Key','SK00000011f382c76e9cd5e9167da5b3df',1.79583241250394225118e+09,'created','{"friendly_name":"worker"}');
INSERT INTO "history" VALUES(21,2,'CustomerProfile','BU0000000146f5462f36fc002f58c6a305',1.79583241250384020807e+09,'created','{"policy_sid":"RN6433641899984f951173ef1738c3bdd0","friendly_name":"Primary customer profile of the sandbox","status":"twilio-approved","email":"compliance@isv.example","status_callback":null,"errors":null}');
INSERT INTO "history" VALUES(22,2,'CustomerProfile','BU00000002c812c79771537071c7aa5397',1.79583241250394225118e+09,'created','{"policy_sid":"RNdfbf3fae0e1107f8aded0e7cead80bf5","friendly_name":"acme","status":"draft","email":"isv@isv.example","status_callback":null,"errors":null}');
INSERT INTO "history" VALUES(23,2,'EndUser','IT00000003f70591e6932f12e1d679bbce',1.79583241250394225118e+09,'created','{"friendly_name":"acme","type":"customer_profile_business_information","attributes":{"business_name":"Acme Heating LLC","business_identity":"direct_customer","business_type":"Limited Liability Corporation","business_industry":"CONSTRUCTION","business_registration_identifier":"EIN","business_registration_number":"12-3456789","business_regions_of_operation":"USA_AND_CANADA","website_url":"https://acme-heating.example","social_media_profile_urls":""}}');
INSERT INTO "history" VALUES(24,2,'EntityAssignment','BU00000002c812c79771537071c7aa5397/BV000000040ccc62ac1c42e95ebbc28824',1.79583241250394225118e+09,'created','{"object_sid":"IT00000003f70591e6932f12e1d679bbce","object_type":"customer_profile_business_information"}');
INSERT INTO "history" VALUES(25,2,'EndUser','IT00000005f16e919c71bbfcc9a952927a',1.79583241250394225118e+09,'created','{"friendly_name":"acme","type":"authorized_representative_1","attributes":{"first_name":"Ann","last_name":"Acme","email":"ann@acme-heating.example","phone_number":"+13035550142","business_title":"Owner","job_position":"CEO"}}');
INSERT INTO "history" VALUES(26,2,'EntityAssignment','BU00000002c812c79771537071c7aa5397/BV00000006a4ee136d22f53b8240ce9c88',1.79583241250394225118e+09,'created','{"object_sid":"IT00000005f16e919c71bbfcc9a952927a","object_type":"authorized_representative_1"}');
INSERT INTO "history" VALUES(27,2,'Address','AD00000007bad82ac2e806bc7111971a58',1.79583241250394225118e+09,'created','{"customer_name":"Acme Heating LLC","street":"1 Main Street","city":"Denver","region":"CO","postal_code":"80202","iso_country":"US","street_secondary":null,"friendly_name":"acme","emergency_enabled":false}');
INSERT INTO "history" VALUES(28,2,'SupportingDocument','RD000000081418fa59a2fb7a1471e08bc9',1.79583241250394225118e+09,'created','{"friendly_name":"acme","type":"customer_profile_address","status":"DRAFT","attributes":{"address_sids":"AD00000007bad82ac2e806bc7111971a58"}}');
INSERT INTO "history" VALUES(29,2,'EntityAssignment','BU00000002c812c79771537071c7aa5397/BV00000009100545fd3e4db9fc8990d28b',1.79583241250394225118e+09,'created','{"object_sid":"RD000000081418fa59a2fb7a1471e08bc9","object_type":"customer_profile_address"}');
INSERT INTO "history" VALUES(30,2,'EntityAssignment','BU00000002c812c79771537071c7aa5397/BV0000000a27e68edc4d0c84a6ecbd2da8',1.79583241250394225118e+09,'created','{"object_sid":"BU0000000146f5462f36fc002f58c6a305","object_type":"RN6433641899984f951173ef1738c3bdd0"}');
INSERT INTO "history" VALUES(31,2,'CustomerProfile','BU00000002c812c79771537071c7aa5397',1.79583241250394225118e+09,'pending-review','{"before":"draft"}');
INSERT INTO "history" VALUES(32,2,'TrustProduct','BU0000000ba9f8e1c323a8684c70c2d18f',1.79583241250394225118e+09,'created','{"policy_sid":"RNb0d4771c2c98518d916a3d4cd70a8f8b","friendly_name":"acme","status":"draft","email":"isv@isv.example","status_callback":null,"errors":null}');
INSERT INTO "history" VALUES(33,2,'EndUser','IT0000000c272dc9e30575b9fac522fe56',1.79583241250394225118e+09,'created','{"friendly_name":"acme","type":"us_a2p_messaging_profile_information","attributes":{"company_type":"private"}}');
INSERT INTO "history" VALUES(34,2,'EntityAssignment','BU0000000ba9f8e1c323a8684c70c2d18f/BV0000000dd9bf731a99e613ae1d21846d',1.79583241250394225118e+09,'created','{"object_sid":"IT0000000c272dc9e30575b9fac522fe56","object_type":"us_a2p_messaging_profile_information"}');
INSERT INTO "history" VALUES(35,2,'EntityAssignment','BU0000000ba9f8e1c323a8684c70c2d18f/BV0000000e1d6620fb435a367d2e1f0f01',1.79583241250394225118e+09,'created','{"object_sid":"BU00000002c812c79771537071c7aa5397","object_type":"RNdfbf3fae0e1107f8aded0e7cead80bf5"}');
INSERT INTO "history" VALUES(36,2,'TrustProduct','BU0000000ba9f8e1c323a8684c70c2d18f',1.79583241250394225118e+09,'pending-review','{"before":"draft"}');
INSERT INTO "history" VALUES(37,2,'BrandRegistration','BN0000000f0ed1177ec46b67cf939c03bc',1.79583241250394225118e+09,'created','{"customer_profile_bundle_sid":"BU00000002c812c79771537071c7aa5397","a2p_profile_bundle_sid":"BU0000000ba9f8e1c323a8684c70c2d18f","brand_type":"STANDARD","mock":false,"skip_automatic_sec_vet":false,"status":"PENDING","identity_status":null,"tcr_id":null,"brand_score":null,"russell_3000":null,"government_entity":null,"tax_exempt_status":null,"errors":[],"update_count":0,"otp":"answered","authentication":"none","authentication_ahead":[],"ahead":[],"verdict":{}}');
INSERT INTO "history" VALUES(38,2,'CustomerProfile','BU0000001048393cd57d65a948d64b5861',1.79583241250394225118e+09,'created','{"policy_sid":"RNdfbf3fae0e1107f8aded0e7cead80bf5","friendly_name":"told","status":"draft","email":"isv@isv.example","status_callback":"http://127.0.0.1:9/nobody","errors":null}');
INSERT INTO "history" VALUES(39,2,'CustomerProfile','BU0000001048393cd57d65a948d64b5861',1.79583241250394225118e+09,'pending-review','{"before":"draft"}');
INSERT INTO "history" VALUES(40,2,'Key','SK00000011f382c76e9cd5e9167da5b3df',1.79583241250394225118e+09,'created','{"friendly_name":"worker"}');
INSERT INTO "history" VALUES(41,1,'CustomerProfile','BU000000130dac773fb487388d19571be0',1.79583241250394225118e+09,'created','{"policy_sid":"RNdfbf3fae0e1107f8aded0e7cead80bf5","friendly_name":"read","status":"draft","email":"isv@isv.example","status_callback":null,"errors":null}');
INSERT INTO "history" VALUES(42,1,'CustomerProfile','BU000000130dac773fb487388d19571be0',1.79583241250394225118e+09,'pending-review','{"before":"draft"}');
CREATE TABLE installation (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    installation_id TEXT NOT NULL,
    seed TEXT NOT NULL
);
INSERT INTO "installation" VALUES(1,'80cc05ead8eff7a30fb7e54142ea122c','3b896f44');
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
, place INTEGER, request_size INTEGER NOT NULL DEFAULT 0, answer_size INTEGER NOT NULL DEFAULT 0);
CREATE TABLE links (
    account INTEGER NOT NULL,
    target TEXT NOT NULL,
    kind TEXT NOT NULL,
    holder TEXT NOT NULL,
    PRIMARY KEY (account, target, kind, holder)
) WITHOUT ROWID;
INSERT INTO "links" VALUES(1,'BU00000002c812c79771537071c7aa5397','BrandRegistration','BN0000000f0ed1177ec46b67cf939c03bc');
INSERT INTO "links" VALUES(1,'BU0000000ba9f8e1c323a8684c70c2d18f','BrandRegistration','BN0000000f0ed1177ec46b67cf939c03bc');
INSERT INTO "links" VALUES(1,'IT00000003f70591e6932f12e1d679bbce','EntityAssignment','BU00000002c812c79771537071c7aa5397/BV000000040ccc62ac1c42e95ebbc28824');
INSERT INTO "links" VALUES(1,'IT00000005f16e919c71bbfcc9a952927a','EntityAssignment','BU00000002c812c79771537071c7aa5397/BV00000006a4ee136d22f53b8240ce9c88');
INSERT INTO "links" VALUES(1,'RD000000081418fa59a2fb7a1471e08bc9','EntityAssignment','BU00000002c812c79771537071c7aa5397/BV00000009100545fd3e4db9fc8990d28b');
INSERT INTO "links" VALUES(1,'BU0000000146f5462f36fc002f58c6a305','EntityAssignment','BU00000002c812c79771537071c7aa5397/BV0000000a27e68edc4d0c84a6ecbd2da8');
INSERT INTO "links" VALUES(1,'IT0000000c272dc9e30575b9fac522fe56','EntityAssignment','BU0000000ba9f8e1c323a8684c70c2d18f/BV0000000dd9bf731a99e613ae1d21846d');
INSERT INTO "links" VALUES(1,'BU00000002c812c79771537071c7aa5397','EntityAssignment','BU0000000ba9f8e1c323a8684c70c2d18f/BV0000000e1d6620fb435a367d2e1f0f01');
INSERT INTO "links" VALUES(1,'AD00000007bad82ac2e806bc7111971a58','SupportingDocument','RD000000081418fa59a2fb7a1471e08bc9');
INSERT INTO "links" VALUES(2,'BU00000002c812c79771537071c7aa5397','BrandRegistration','BN0000000f0ed1177ec46b67cf939c03bc');
INSERT INTO "links" VALUES(2,'BU0000000ba9f8e1c323a8684c70c2d18f','BrandRegistration','BN0000000f0ed1177ec46b67cf939c03bc');
INSERT INTO "links" VALUES(2,'IT00000003f70591e6932f12e1d679bbce','EntityAssignment','BU00000002c812c79771537071c7aa5397/BV000000040ccc62ac1c42e95ebbc28824');
INSERT INTO "links" VALUES(2,'IT00000005f16e919c71bbfcc9a952927a','EntityAssignment','BU00000002c812c79771537071c7aa5397/BV00000006a4ee136d22f53b8240ce9c88');
INSERT INTO "links" VALUES(2,'RD000000081418fa59a2fb7a1471e08bc9','EntityAssignment','BU00000002c812c79771537071c7aa5397/BV00000009100545fd3e4db9fc8990d28b');
INSERT INTO "links" VALUES(2,'BU0000000146f5462f36fc002f58c6a305','EntityAssignment','BU00000002c812c79771537071c7aa5397/BV0000000a27e68edc4d0c84a6ecbd2da8');
INSERT INTO "links" VALUES(2,'IT0000000c272dc9e30575b9fac522fe56','EntityAssignment','BU0000000ba9f8e1c323a8684c70c2d18f/BV0000000dd9bf731a99e613ae1d21846d');
INSERT INTO "links" VALUES(2,'BU00000002c812c79771537071c7aa5397','EntityAssignment','BU0000000ba9f8e1c323a8684c70c2d18f/BV0000000e1d6620fb435a367d2e1f0f01');
INSERT INTO "links" VALUES(2,'AD00000007bad82ac2e806bc7111971a58','SupportingDocument','RD000000081418fa59a2fb7a1471e08bc9');
CREATE TABLE resources (
    id INTEGER PRIMARY KEY,
    account INTEGER NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    data TEXT NOT NULL
);
INSERT INTO "resources" VALUES(1,1,'CustomerProfile','BU0000000146f5462f36fc002f58c6a305',1795832412,1795832412,'{"policy_sid":"RN6433641899984f951173ef1738c3bdd0","friendly_name":"Primary customer profile of the sandbox","status":"twilio-approved","email":"compliance@isv.example","status_callback":null,"errors":null}');
INSERT INTO "resources" VALUES(2,1,'CustomerProfile','BU00000002c812c79771537071c7aa5397',1795832412,1795832412,'{"policy_sid":"RNdfbf3fae0e1107f8aded0e7cead80bf5","friendly_name":"acme","status":"pending-review","email":"isv@isv.example","status_callback":null,"errors":null}');
INSERT INTO "resources" VALUES(3,1,'EndUser','IT00000003f70591e6932f12e1d679bbce',1795832412,1795832412,'{"friendly_name":"acme","type":"customer_profile_business_information","attributes":{"business_name":"Acme Heating LLC","business_identity":"direct_customer","business_type":"Limited Liability Corporation","business_industry":"CONSTRUCTION","business_registration_identifier":"EIN","business_registration_number":"12-3456789","business_regions_of_operation":"USA_AND_CANADA","website_url":"https://acme-heating.example","social_media_profile_urls":""}}');
INSERT INTO "resources" VALUES(4,1,'EntityAssignment','BU00000002c812c79771537071c7aa5397/BV000000040ccc62ac1c42e95ebbc28824',1795832412,1795832412,'{"object_sid":"IT00000003f70591e6932f12e1d679bbce","object_type":"customer_profile_business_information"}');
INSERT INTO "resources" VALUES(5,1,'EndUser','IT00000005f16e919c71bbfcc9a952927a',1795832412,1795832412,'{"friendly_name":"acme","type":"authorized_representative_1","attributes":{"first_name":"Ann","last_name":"Acme","email":"ann@acme-heating.example","phone_number":"+13035550142","business_title":"Owner","job_position":"CEO"}}');
INSERT INTO "resources" VALUES(6,1,'EntityAssignment','BU00000002c812c79771537071c7aa5397/BV00000006a4ee136d22f53b8240ce9c88',1795832412,1795832412,'{"object_sid":"IT00000005f16e919c71bbfcc9a952927a","object_type":"authorized_representative_1"}');
INSERT INTO "resources" VALUES(7,1,'Address','AD00000007bad82ac2e806bc7111971a58',1795832412,1795832412,'{"customer_name":"Acme Heating LLC","street":"1 Main Street","city":"Denver","region":"CO","postal_code":"80202","iso_country":"US","street_secondary":null,"friendly_name":"acme","emergency_enabled":false}');
INSERT INTO "resources" VALUES(8,1,'SupportingDocument','RD000000081418fa59a2fb7a1471e08bc9',1795832412,1795832412,'{"friendly_name":"acme","type":"customer_profile_address","status":"DRAFT","attributes":{"address_sids":"AD00000007bad82ac2e806bc7111971a58"}}');
INSERT INTO "resources" VALUES(9,1,'EntityAssignment','BU00000002c812c79771537071c7aa5397/BV00000009100545fd3e4db9fc8990d28b',1795832412,1795832412,'{"object_sid":"RD000000081418fa59a2fb7a1471e08bc9","object_type":"customer_profile_address"}');
INSERT INTO "resources" VALUES(10,1,'EntityAssignment','BU00000002c812c79771537071c7aa5397/BV0000000a27e68edc4d0c84a6ecbd2da8',1795832412,1795832412,'{"object_sid":"BU0000000146f5462f36fc002f58c6a305","object_type":"RN6433641899984f951173ef1738c3bdd0"}');
INSERT INTO "resources" VALUES(11,1,'TrustProduct','BU0000000ba9f8e1c323a8684c70c2d18f',1795832412,1795832412,'{"policy_sid":"RNb0d4771c2c98518d916a3d4cd70a8f8b","friendly_name":"acme","status":"pending-review","email":"isv@isv.example","status_callback":null,"errors":null}');
INSERT INTO "resources" VALUES(12,1,'EndUser','IT0000000c272dc9e30575b9fac522fe56',1795832412,1795832412,'{"friendly_name":"acme","type":"us_a2p_messaging_profile_information","attributes":{"company_type":"private"}}');
INSERT INTO "resources" VALUES(13,1,'EntityAssignment','BU0000000ba9f8e1c323a8684c70c2d18f/BV0000000dd9bf731a99e613ae1d21846d',1795832412,1795832412,'{"object_sid":"IT0000000c272dc9e30575b9fac522fe56","object_type":"us_a2p_messaging_profile_information"}');
INSERT INTO "resources" VALUES(14,1,'EntityAssignment','BU0000000ba9f8e1c323a8684c70c2d18f/BV0000000e1d6620fb435a367d2e1f0f01',1795832412,1795832412,'{"object_sid":"BU00000002c812c79771537071c7aa5397","object_type":"RNdfbf3fae0e1107f8aded0e7cead80bf5"}');
INSERT INTO "resources" VALUES(15,1,'BrandRegistration','BN0000000f0ed1177ec46b67cf939c03bc',1795832412,1795832412,'{"customer_profile_bundle_sid":"BU00000002c812c79771537071c7aa5397","a2p_profile_bundle_sid":"BU0000000ba9f8e1c323a8684c70c2d18f","brand_type":"STANDARD","mock":false,"skip_automatic_sec_vet":false,"status":"PENDING","identity_status":null,"tcr_id":null,"brand_score":null,"russell_3000":null,"government_entity":null,"tax_exempt_status":null,"errors":[],"update_count":0,"otp":"answered","authentication":"none","authentication_ahead":[],"ahead":[],"verdict":{}}');
INSERT INTO "resources" VALUES(16,1,'CustomerProfile','BU0000001048393cd57d65a948d64b5861',1795832412,1795832412,'{"policy_sid":"RNdfbf3fae0e1107f8aded0e7cead80bf5","friendly_name":"told","status":"pending-review","email":"isv@isv.example","status_callback":"http://127.0.0.1:9/nobody","errors":null}');
INSERT INTO "resources" VALUES(17,1,'Key','SK00000011f382c76e9cd5e9167da5b3df',1795832412,1795832412,'{"friendly_name":"worker"}');
INSERT INTO "resources" VALUES(18,2,'CustomerProfile','BU0000000146f5462f36fc002f58c6a305',1795832412,1795832412,'{"policy_sid":"RN6433641899984f951173ef1738c3bdd0","friendly_name":"Primary customer profile of the sandbox","status":"twilio-approved","email":"compliance@isv.example","status_callback":null,"errors":null}');
INSERT INTO "resources" VALUES(19,2,'CustomerProfile','BU00000002c812c79771537071c7aa5397',1795832412,1795832412,'{"policy_sid":"RNdfbf3fae0e1107f8aded0e7cead80bf5","friendly_name":"acme","status":"pending-review","email":"isv@isv.example","status_callback":null,"errors":null}');
INSERT INTO "resources" VALUES(20,2,'EndUser','IT00000003f70591e6932f12e1d679bbce',1795832412,1795832412,'{"friendly_name":"acme","type":"customer_profile_business_information","attributes":{"business_name":"Acme Heating LLC","business_identity":"direct_customer","business_type":"Limited Liability Corporation","business_industry":"CONSTRUCTION","business_registration_identifier":"EIN","business_registration_number":"12-3456789","business_regions_of_operation":"USA_AND_CANADA","website_url":"https://acme-heating.example","social_media_profile_urls":""}}');
INSERT INTO "resources" VALUES(21,2,'EntityAssignment','BU00000002c812c79771537071c7aa5397/BV000000040ccc62ac1c42e95ebbc28824',1795832412,1795832412,'{"object_sid":"IT00000003f70591e6932f12e1d679bbce","object_type":"customer_profile_business_information"}');
INSERT INTO "resources" VALUES(22,2,'EndUser','IT00000005f16e919c71bbfcc9a952927a',1795832412,1795832412,'{"friendly_name":"acme","type":"authorized_representative_1","attributes":{"first_name":"Ann","last_name":"Acme","email":"ann@acme-heating.example","phone_number":"+13035550142","business_title":"Owner","job_position":"CEO"}}');
INSERT INTO "resources" VALUES(23,2,'EntityAssignment','BU00000002c812c79771537071c7aa5397/BV00000006a4ee136d22f53b8240ce9c88',1795832412,1795832412,'{"object_sid":"IT00000005f16e919c71bbfcc9a952927a","object_type":"authorized_representative_1"}');
INSERT INTO "resources" VALUES(24,2,'Address','AD00000007bad82ac2e806bc7111971a58',1795832412,1795832412,'{"customer_name":"Acme Heating LLC","street":"1 Main Street","city":"Denver","region":"CO","postal_code":"80202","iso_country":"US","street_secondary":null,"friendly_name":"acme","emergency_enabled":false}');
INSERT INTO "resources" VALUES(25,2,'SupportingDocument','RD000000081418fa59a2fb7a1471e08bc9',1795832412,1795832412,'{"friendly_name":"acme","type":"customer_profile_address","status":"DRAFT","attributes":{"address_sids":"AD00000007bad82ac2e806bc7111971a58"}}');
INSERT INTO "resources" VALUES(26,2,'EntityAssignment','BU00000002c812c79771537071c7aa5397/BV00000009100545fd3e4db9fc8990d28b',1795832412,1795832412,'{"object_sid":"RD000000081418fa59a2fb7a1471e08bc9","object_type":"customer_profile_address"}');
INSERT INTO "resources" VALUES(27,2,'EntityAssignment','BU00000002c812c79771537071c7aa5397/BV0000000a27e68edc4d0c84a6ecbd2da8',1795832412,1795832412,'{"object_sid":"BU0000000146f5462f36fc002f58c6a305","object_type":"RN6433641899984f951173ef1738c3bdd0"}');
INSERT INTO "resources" VALUES(28,2,'TrustProduct','BU0000000ba9f8e1c323a8684c70c2d18f',1795832412,1795832412,'{"policy_sid":"RNb0d4771c2c98518d916a3d4cd70a8f8b","friendly_name":"acme","status":"pending-review","email":"isv@isv.example","status_callback":null,"errors":null}');
INSERT INTO "resources" VALUES(29,2,'EndUser','IT0000000c272dc9e30575b9fac522fe56',1795832412,1795832412,'{"friendly_name":"acme","type":"us_a2p_messaging_profile_information","attributes":{"company_type":"private"}}');
INSERT INTO "resources" VALUES(30,2,'EntityAssignment','BU0000000ba9f8e1c323a8684c70c2d18f/BV0000000dd9bf731a99e613ae1d21846d',1795832412,1795832412,'{"object_sid":"IT0000000c272dc9e30575b9fac522fe56","object_type":"us_a2p_messaging_profile_information"}');
INSERT INTO "resources" VALUES(31,2,'EntityAssignment','BU0000000ba9f8e1c323a8684c70c2d18f/BV0000000e1d6620fb435a367d2e1f0f01',1795832412,1795832412,'{"object_sid":"BU00000002c812c79771537071c7aa5397","object_type":"RNdfbf3fae0e1107f8aded0e7cead80bf5"}');
INSERT INTO "resources" VALUES(32,2,'BrandRegistration','BN0000000f0ed1177ec46b67cf939c03bc',1795832412,1795832412,'{"customer_profile_bundle_sid":"BU00000002c812c79771537071c7aa5397","a2p_profile_bundle_sid":"BU0000000ba9f8e1c323a8684c70c2d18f","brand_type":"STANDARD","mock":false,"skip_automatic_sec_vet":false,"status":"PENDING","identity_status":null,"tcr_id":null,"brand_score":null,"russell_3000":null,"government_entity":null,"tax_exempt_status":null,"errors":[],"update_count":0,"otp":"answered","authentication":"none","authentication_ahead":[],"ahead":[],"verdict":{}}');
INSERT INTO "resources" VALUES(33,2,'CustomerProfile','BU0000001048393cd57d65a948d64b5861',1795832412,1795832412,'{"policy_sid":"RNdfbf3fae0e1107f8aded0e7cead80bf5","friendly_name":"told","status":"pending-review","email":"isv@isv.example","status_callback":"http://127.0.0.1:9/nobody","errors":null}');
INSERT INTO "resources" VALUES(34,2,'Key','SK00000011f382c76e9cd5e9167da5b3df',1795832412,1795832412,'{"friendly_name":"worker"}');
INSERT INTO "resources" VALUES(35,1,'CustomerProfile','BU000000130dac773fb487388d19571be0',1795832412,1795832412,'{"policy_sid":"RNdfbf3fae0e1107f8aded0e7cead80bf5","friendly_name":"read","status":"pending-review","email":"isv@isv.example","status_callback":null,"errors":null}');
CREATE TABLE schedule (
    id INTEGER PRIMARY KEY,
    world INTEGER NOT NULL,
    account INTEGER NOT NULL,
    at REAL NOT NULL,
    step TEXT NOT NULL,
    key TEXT NOT NULL
, reads INTEGER);
INSERT INTO "schedule" VALUES(1,1,1,1.79583241450394225126e+09,'CustomerProfile.in_review','BU00000002c812c79771537071c7aa5397',NULL);
INSERT INTO "schedule" VALUES(2,1,1,1.79583241450394225126e+09,'TrustProduct.in_review','BU0000000ba9f8e1c323a8684c70c2d18f',NULL);
INSERT INTO "schedule" VALUES(3,1,1,1.79583241450394225126e+09,'BrandRegistration.register','BN0000000f0ed1177ec46b67cf939c03bc',NULL);
INSERT INTO "schedule" VALUES(4,1,1,1.79583241450394225126e+09,'CustomerProfile.in_review','BU0000001048393cd57d65a948d64b5861',NULL);
INSERT INTO "schedule" VALUES(5,-2,2,1.79583241450394225126e+09,'CustomerProfile.in_review','BU00000002c812c79771537071c7aa5397',NULL);
INSERT INTO "schedule" VALUES(6,-2,2,1.79583241450394225126e+09,'TrustProduct.in_review','BU0000000ba9f8e1c323a8684c70c2d18f',NULL);
INSERT INTO "schedule" VALUES(7,-2,2,1.79583241450394225126e+09,'BrandRegistration.register','BN0000000f0ed1177ec46b67cf939c03bc',NULL);
INSERT INTO "schedule" VALUES(8,-2,2,1.79583241450394225126e+09,'CustomerProfile.in_review','BU0000001048393cd57d65a948d64b5861',NULL);
INSERT INTO "schedule" VALUES(9,1,1,1000000000000.0,'CustomerProfile.in_review','BU000000130dac773fb487388d19571be0',2);
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
CREATE TABLE snapshots (
    id INTEGER PRIMARY KEY,
    world INTEGER NOT NULL,
    name TEXT NOT NULL,
    made_at REAL NOT NULL,
    state TEXT NOT NULL,
    UNIQUE (world, name)
);
INSERT INTO "snapshots" VALUES(1,1,'kept',1.79583241413882756234e+09,'{"now":1795832412.5039423,"speed":0.0,"stream":"3b896f44/ACa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1/1","drawn":18,"settings":{},"scripts":[],"accounts":[{"number":2,"sid":"ACa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1","parent":null,"token":"first","data":"{\"friendly_name\":\"Sandbox account\",\"status\":\"active\"}","created_at":1795832412.5038097,"updated_at":1795832412.5038097,"api_keys":[{"sid":"SK00000011f382c76e9cd5e9167da5b3df","account":1,"digest":"5f28dc86d4783a2bfa5953581edcb972b8ea619c67d761f33b09fc5543d3ecbd"}],"sink_destinations":[]}]}');
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
, paced_breaches INTEGER NOT NULL DEFAULT 0);
INSERT INTO "worlds" VALUES(1,'ACa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1','707426af2d53c08116782cf65056bd58',1,1.7958324125036785602e+09,'3b896f44/ACa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1/1',19,1.79583241250394225118e+09,1.79583241250394225118e+09,0.0,'{"reviews":{"timing-bundle-to-in-review":{"reads":2}}}',0);
CREATE UNIQUE INDEX resource_keys ON resources (account, kind, key);
CREATE INDEX links_of ON links (account, kind, holder);
CREATE INDEX history_of ON history (account, kind, key);
CREATE INDEX schedule_due ON schedule (world, at, id);
CREATE INDEX deliveries_due ON deliveries (world, due_at, place) WHERE due_at IS NOT NULL;
CREATE INDEX deliveries_to ON deliveries (world, destination, due_at, place)
    WHERE due_at IS NOT NULL;
CREATE INDEX deliveries_held ON deliveries (world) WHERE state = 'held';
CREATE INDEX deliveries_of ON deliveries (account);
CREATE INDEX api_keys_of ON api_keys (account);
CREATE INDEX charges_of ON charges (account, at);
CREATE INDEX accounts_of ON accounts (world);
CREATE INDEX schedule_reads ON schedule (account) WHERE reads IS NOT NULL;
CREATE INDEX schedule_keys ON schedule (account, key);
CREATE INDEX resource_names ON resources
    (account, kind, json_extract(data, '$.friendly_name'), key)
    WHERE json_extract(data, '$.friendly_name') IS NOT NULL;
CREATE INDEX resource_policies ON resources
    (account, kind, json_extract(data, '$.policy_sid'), json_extract(data, '$.status'), key)
    WHERE json_extract(data, '$.policy_sid') IS NOT NULL;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('accounts',2);
INSERT INTO "sqlite_sequence" VALUES('deliveries',1);
COMMIT;
