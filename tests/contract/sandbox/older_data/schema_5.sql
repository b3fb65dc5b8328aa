-- key SK00000013661b9dc2e7a636b97f11fe27 c5a0003de0dffe7cab8d31a2891ad3ae
PRAGMA user_version = 5;
BEGIN TRANSACTION;
CREATE TABLE accounts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    world INTEGER NOT NULL,
    sid TEXT NOT NULL UNIQUE,
    parent INTEGER,
    token TEXT,
    data TEXT NOT NULL
, created_at REAL NOT NULL DEFAULT 0, updated_at REAL NOT NULL DEFAULT 0);
INSERT INTO "accounts" VALUES(1,1,'ACa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1',NULL,'first','{"friendly_name":"Sandbox account","status":"active"}',1.79573383650614857675e+09,1.79573383650614857675e+09);
INSERT INTO "accounts" VALUES(2,1,'AC0000001183cf64e923c41fb1c4b6b012',1,'775c27fa7107d749c23142f37bd88fe0','{"friendly_name":"customer","status":"active"}',1.7957338365062460899e+09,1.7957338365062460899e+09);
CREATE TABLE api_keys (
    sid TEXT PRIMARY KEY,
    account INTEGER NOT NULL,
    digest TEXT NOT NULL
) WITHOUT ROWID;
INSERT INTO "api_keys" VALUES('SK00000013661b9dc2e7a636b97f11fe27',1,'489a13ff3c8a251b4f65472c5267c847c338cb1dc16472aa76d05a677e511bfb');
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
INSERT INTO "deliveries" VALUES(1,1,1,'callback','BU000000109b59952baba8fb098638de4e','pending-review','','http://127.0.0.1:9/nobody','POST',0,X'4163636F756E745369643D414361316131613161316131613161316131613161316131613161316131613161312642756E646C655369643D42553030303030303130396235393935326261626138666230393836333864653465265374617475733D70656E64696E672D726576696577',1.7957338365062460899e+09,1.7957338365062460899e+09,1.79573386764961290358e+09,0,'waiting','','[{"at":1795733836.506246,"status":null,"error":"Connection refused","seconds":0.001}]');
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
INSERT INTO "history" VALUES(1,1,'CustomerProfile','BU000000011c03603e9a32d4432f29e365',1.79573383650617957119e+09,'created','{"policy_sid":"RN6433641899984f951173ef1738c3bdd0","friendly_name":"Primary customer profile of the sandbox","status":"twilio-approved","email":"compliance@isv.example","status_callback":null,"errors":null}');
INSERT INTO "history" VALUES(2,1,'CustomerProfile','BU000000025606e6d501cd3bb7c6780d9d',1.7957338365062460899e+09,'created','{"policy_sid":"RNdfbf3fae0e1107f8aded0e7cead80bf5","friendly_name":"acme","status":"draft","email":"isv@isv.example","status_callback":null,"errors":null}');
INSERT INTO "history" VALUES(3,1,'EndUser','IT00000003e1bf6b6a81cb00b829978f33',1.7957338365062460899e+09,'created','{"friendly_name":"acme","type":"customer_profile_business_information","attributes":{"business_name":"Acme Heating LLC","business_identity":"direct_customer","business_type":"Limited Liability Corporation","business_industry":"CONSTRUCTION","business_registration_identifier":"EIN","business_registration_number":"12-3456789","business_regions_of_operation":"USA_AND_CANADA","website_url":"https://acme-heating.example","social_media_profile_urls":""}}');
INSERT INTO "history" VALUES(4,1,'EntityAssignment','BU000000025606e6d501cd3bb7c6780d9d/BV0000000495d543c76f672e54c3d93126',1.7957338365062460899e+09,'created','{"object_sid":"IT00000003e1bf6b6a81cb00b829978f33","object_type":"customer_profile_business_information"}');
INSERT INTO "history" VALUES(5,1,'EndUser','IT00000005f1dd81bb3ca68cad1bde8fb2',1.7957338365062460899e+09,'created','{"friendly_name":"acme","type":"authorized_representative_1","attributes":{"first_name":"Ann","last_name":"Acme","email":"ann@acme-heating.example","phone_number":"+13035550142","business_title":"Owner","job_position":"CEO"}}');
INSERT INTO "history" VALUES(6,1,'EntityAssignment','BU000000025606e6d501cd3bb7c6780d9d/BV00000006dcbe345d74eac32302d7aed4',1.7957338365062460899e+09,'created','{"object_sid":"IT00000005f1dd81bb3ca68cad1bde8fb2","object_type":"authorized_representative_1"}');
INSERT INTO "history" VALUES(7,1,'Address','AD00000007ee707afc54efac7c51626259',1.7957338365062460899e+09,'created','{"customer_name":"Acme Heating LLC","street":"1 Main Street","city":"Denver","region":"CO","postal_code":"80202","iso_country":"US","street_secondary":null,"friendly_name":"acme","emergency_enabled":false}');
INSERT INTO "history" VALUES(8,1,'SupportingDocument','RD00000008aebe6e04dbbb57d879e56ffd',1.7957338365062460899e+09,'created','{"friendly_name":"acme","type":"customer_profile_address","status":"DRAFT","attributes":{"address_sids":"AD00000007ee707afc54efac7c51626259"}}');
INSERT INTO "history" VALUES(9,1,'EntityAssignment','BU000000025606e6d501cd3bb7c6780d9d/BV0000000965adb7d1c9f999851098c7df',1.7957338365062460899e+09,'created','{"object_sid":"RD00000008aebe6e04dbbb57d879e56ffd","object_type":"customer_profile_address"}');
INSERT INTO "history" VALUES(10,1,'EntityAssignment','BU000000025606e6d501cd3bb7c6780d9d/BV0000000a7d0980f15a55fb75b11976bf',1.7957338365062460899e+09,'created','{"object_sid":"BU000000011c03603e9a32d4432f29e365","object_type":"RN6433641899984f951173ef1738c3bdd0"}');
INSERT INTO "history" VALUES(11,1,'CustomerProfile','BU000000025606e6d501cd3bb7c6780d9d',1.7957338365062460899e+09,'pending-review','{"before":"draft"}');
INSERT INTO "history" VALUES(12,1,'TrustProduct','BU0000000bdcfa0bf8b755d4c82897c0db',1.7957338365062460899e+09,'created','{"policy_sid":"RNb0d4771c2c98518d916a3d4cd70a8f8b","friendly_name":"acme","status":"draft","email":"isv@isv.example","status_callback":null,"errors":null}');
INSERT INTO "history" VALUES(13,1,'EndUser','IT0000000c33acf84b5f70174b4d719982',1.7957338365062460899e+09,'created','{"friendly_name":"acme","type":"us_a2p_messaging_profile_information","attributes":{"company_type":"private"}}');
INSERT INTO "history" VALUES(14,1,'EntityAssignment','BU0000000bdcfa0bf8b755d4c82897c0db/BV0000000db5c6e9ce88369a75b07fed70',1.7957338365062460899e+09,'created','{"object_sid":"IT0000000c33acf84b5f70174b4d719982","object_type":"us_a2p_messaging_profile_information"}');
INSERT INTO "history" VALUES(15,1,'EntityAssignment','BU0000000bdcfa0bf8b755d4c82897c0db/BV0000000ec34e267f4b878dc11b7e96cc',1.7957338365062460899e+09,'created','{"object_sid":"BU000000025606e6d501cd3bb7c6780d9d","object_type":"RNdfbf3fae0e1107f8aded0e7cead80bf5"}');
INSERT INTO "history" VALUES(16,1,'TrustProduct','BU0000000bdcfa0bf8b755d4c82897c0db',1.7957338365062460899e+09,'pending-review','{"before":"draft"}');
INSERT INTO "history" VALUES(17,1,'BrandRegistration','BN0000000f5ddbf60b3d1960a69c5a6ba1',1.7957338365062460899e+09,'created','{"customer_profile_bundle_sid":"BU000000025606e6d501cd3bb7c6780d9d","a2p_profile_bundle_sid":"BU0000000bdcfa0bf8b755d4c82897c0db","brand_type":"STANDARD","mock":false,"skip_automatic_sec_vet":false,"status":"PENDING","identity_status":null,"tcr_id":null,"brand_score":null,"russell_3000":null,"government_entity":null,"tax_exempt_status":null,"errors":[],"update_count":0,"otp":"answered","authentication":"none","authentication_ahead":[],"ahead":[],"verdict":{}}');
INSERT INTO "history" VALUES(18,1,'CustomerProfile','BU000000109b59952baba8fb098638de4e',1.7957338365062460899e+09,'created','{"policy_sid":"RNdfbf3fae0e1107f8aded0e7cead80bf5","friendly_name":"told","status":"draft","email":"isv@isv.example","status_callback":"http://127.0.0.1:9/nobody","errors":null}');
INSERT INTO "history" VALUES(19,1,'CustomerProfile','BU000000109b59952baba8fb098638de4e',1.7957338365062460899e+09,'pending-review','{"before":"draft"}');
INSERT INTO "history" VALUES(20,1,'Key','SK00000013661b9dc2e7a636b97f11fe27',1.7957338365062460899e+09,'created','{"friendly_name":"worker"}');
INSERT INTO "history" VALUES(21,3,'CustomerProfile','BU000000011c03603e9a32d4432f29e365',1.79573383650617957119e+09,'created','{"policy_sid":"RN6433641899984f951173ef1738c3bdd0","friendly_name":"Primary customer profile of the sandbox","status":"twilio-approved","email":"compliance@isv.example","status_callback":null,"errors":null}');
INSERT INTO "history" VALUES(22,3,'CustomerProfile','BU000000025606e6d501cd3bb7c6780d9d',1.7957338365062460899e+09,'created','{"policy_sid":"RNdfbf3fae0e1107f8aded0e7cead80bf5","friendly_name":"acme","status":"draft","email":"isv@isv.example","status_callback":null,"errors":null}');
INSERT INTO "history" VALUES(23,3,'EndUser','IT00000003e1bf6b6a81cb00b829978f33',1.7957338365062460899e+09,'created','{"friendly_name":"acme","type":"customer_profile_business_information","attributes":{"business_name":"Acme Heating LLC","business_identity":"direct_customer","business_type":"Limited Liability Corporation","business_industry":"CONSTRUCTION","business_registration_identifier":"EIN","business_registration_number":"12-3456789","business_regions_of_operation":"USA_AND_CANADA","website_url":"https://acme-heating.example","social_media_profile_urls":""}}');
INSERT INTO "history" VALUES(24,3,'EntityAssignment','BU000000025606e6d501cd3bb7c6780d9d/BV0000000495d543c76f672e54c3d93126',1.7957338365062460899e+09,'created','{"object_sid":"IT00000003e1bf6b6a81cb00b829978f33","object_type":"customer_profile_business_information"}');
INSERT INTO "history" VALUES(25,3,'EndUser','IT00000005f1dd81bb3ca68cad1bde8fb2',1.7957338365062460899e+09,'created','{"friendly_name":"acme","type":"authorized_representative_1","attributes":{"first_name":"Ann","last_name":"Acme","email":"ann@acme-heating.example","phone_number":"+13035550142","business_title":"Owner","job_position":"CEO"}}');
INSERT INTO "history" VALUES(26,3,'EntityAssignment','BU000000025606e6d501cd3bb7c6780d9d/BV00000006dcbe345d74eac32302d7aed4',1.7957338365062460899e+09,'created','{"object_sid":"IT00000005f1dd81bb3ca68cad1bde8fb2","object_type":"authorized_representative_1"}');
INSERT INTO "history" VALUES(27,3,'Address','AD00000007ee707afc54efac7c51626259',1.7957338365062460899e+09,'created','{"customer_name":"Acme Heating LLC","street":"1 Main Street","city":"Denver","region":"CO","postal_code":"80202","iso_country":"US","street_secondary":null,"friendly_name":"acme","emergency_enabled":false}');
INSERT INTO "history" VALUES(28,3,'SupportingDocument','RD00000008aebe6e04dbbb57d879e56ffd',1.7957338365062460899e+09,'created','{"friendly_name":"acme","type":"customer_profile_address","status":"DRAFT","attributes":{"address_sids":"AD00000007ee707afc54efac7c51626259"}}');
INSERT INTO "history" VALUES(29,3,'EntityAssignment','BU000000025606e6d501cd3bb7c6780d9d/BV0000000965adb7d1c9f999851098c7df',1.7957338365062460899e+09,'created','{"object_sid":"RD00000008aebe6e04dbbb57d879e56ffd","object_type":"customer_profile_address"}');
INSERT INTO "history" VALUES(30,3,'EntityAssignment','BU000000025606e6d501cd3bb7c6780d9d/BV0000000a7d0980f15a55fb75b11976bf',1.7957338365062460899e+09,'created','{"object_sid":"BU000000011c03603e9a32d4432f29e365","object_type":"RN6433641899984f951173ef1738c3bdd0"}');
INSERT INTO "history" VALUES(31,3,'CustomerProfile','BU000000025606e6d501cd3bb7c6780d9d',1.7957338365062460899e+09,'pending-review','{"before":"draft"}');
INSERT INTO "history" VALUES(32,3,'TrustProduct','BU0000000bdcfa0bf8b755d4c82897c0db',1.7957338365062460899e+09,'created','{"policy_sid":"RNb0d4771c2c98518d916a3d4cd70a8f8b","friendly_name":"acme","status":"draft","email":"isv@isv.example","status_callback":null,"errors":null}');
INSERT INTO "history" VALUES(33,3,'EndUser','IT0000000c33acf84b5f70174b4d719982',1.7957338365062460899e+09,'created','{"friendly_name":"acme","type":"us_a2p_messaging_profile_information","attributes":{"company_type":"private"}}');
INSERT INTO "history" VALUES(34,3,'EntityAssignment','BU0000000bdcfa0bf8b755d4c82897c0db/BV0000000db5c6e9ce88369a75b07fed70',1.7957338365062460899e+09,'created','{"object_sid":"IT0000000c33acf84b5f70174b4d719982","object_type":"us_a2p_messaging_profile_information"}');
INSERT INTO "history" VALUES(35,3,'EntityAssignment','BU0000000bdcfa0bf8b755d4c82897c0db/BV0000000ec34e267f4b878dc11b7e96cc',1.7957338365062460899e+09,'created','{"object_sid":"BU000000025606e6d501cd3bb7c6780d9d","object_type":"RNdfbf3fae0e1107f8aded0e7cead80bf5"}');
INSERT INTO "history" VALUES(36,3,'TrustProduct','BU0000000bdcfa0bf8b755d4c82897c0db',1.7957338365062460899e+09,'pending-review','{"before":"draft"}');
INSERT INTO "history" VALUES(37,3,'BrandRegistration','BN0000000f5ddbf60b3d1960a69c5a6ba1',1.7957338365062460899e+09,'created','{"customer_profile_bundle_sid":"BU000000025606e6d501cd3bb7c6780d9d","a2p_profile_bundle_sid":"BU0000000bdcfa0bf8b755d4c82897c0db","brand_type":"STANDARD","mock":false,"skip_automatic_sec_vet":false,"status":"PENDING","identity_status":null,"tcr_id":null,"brand_score":null,"russell_3000":null,"government_entity":null,"tax_exempt_status":null,"errors":[],"update_count":0,"otp":"answered","authentication":"none","authentication_ahead":[],"ahead":[],"verdict":{}}');
INSERT INTO "history" VALUES(38,3,'CustomerProfile','BU000000109b59952baba8fb098638de4e',1.7957338365062460899e+09,'created','{"policy_sid":"RNdfbf3fae0e1107f8aded0e7cead80bf5","friendly_name":"told","status":"draft","email":"isv@isv.example","status_callback":"http://127.0.0.1:9/nobody","errors":null}');
INSERT INTO "history" VALUES(39,3,'CustomerProfile','BU000000109b59952baba8fb098638de4e',1.7957338365062460899e+09,'pending-review','{"before":"draft"}');
INSERT INTO "history" VALUES(40,3,'Key','SK00000013661b9dc2e7a636b97f11fe27',1.7957338365062460899e+09,'created','{"friendly_name":"worker"}');
INSERT INTO "history" VALUES(41,1,'CustomerProfile','BU0000001568224e7a69c214087e2a31ea',1.7957338365062460899e+09,'created','{"policy_sid":"RNdfbf3fae0e1107f8aded0e7cead80bf5","friendly_name":"read","status":"draft","email":"isv@isv.example","status_callback":null,"errors":null}');
INSERT INTO "history" VALUES(42,1,'CustomerProfile','BU0000001568224e7a69c214087e2a31ea',1.7957338365062460899e+09,'pending-review','{"before":"draft"}');
CREATE TABLE installation (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    installation_id TEXT NOT NULL,
    seed TEXT NOT NULL
);
INSERT INTO "installation" VALUES(1,'6b07a64a6f4cabbe168062a3ca2f7178','schema-5');
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
INSERT INTO "links" VALUES(1,'BU000000025606e6d501cd3bb7c6780d9d','BrandRegistration','BN0000000f5ddbf60b3d1960a69c5a6ba1');
INSERT INTO "links" VALUES(1,'BU0000000bdcfa0bf8b755d4c82897c0db','BrandRegistration','BN0000000f5ddbf60b3d1960a69c5a6ba1');
INSERT INTO "links" VALUES(1,'IT00000003e1bf6b6a81cb00b829978f33','EntityAssignment','BU000000025606e6d501cd3bb7c6780d9d/BV0000000495d543c76f672e54c3d93126');
INSERT INTO "links" VALUES(1,'IT00000005f1dd81bb3ca68cad1bde8fb2','EntityAssignment','BU000000025606e6d501cd3bb7c6780d9d/BV00000006dcbe345d74eac32302d7aed4');
INSERT INTO "links" VALUES(1,'RD00000008aebe6e04dbbb57d879e56ffd','EntityAssignment','BU000000025606e6d501cd3bb7c6780d9d/BV0000000965adb7d1c9f999851098c7df');
INSERT INTO "links" VALUES(1,'BU000000011c03603e9a32d4432f29e365','EntityAssignment','BU000000025606e6d501cd3bb7c6780d9d/BV0000000a7d0980f15a55fb75b11976bf');
INSERT INTO "links" VALUES(1,'IT0000000c33acf84b5f70174b4d719982','EntityAssignment','BU0000000bdcfa0bf8b755d4c82897c0db/BV0000000db5c6e9ce88369a75b07fed70');
INSERT INTO "links" VALUES(1,'BU000000025606e6d501cd3bb7c6780d9d','EntityAssignment','BU0000000bdcfa0bf8b755d4c82897c0db/BV0000000ec34e267f4b878dc11b7e96cc');
INSERT INTO "links" VALUES(1,'AD00000007ee707afc54efac7c51626259','SupportingDocument','RD00000008aebe6e04dbbb57d879e56ffd');
INSERT INTO "links" VALUES(3,'BU000000025606e6d501cd3bb7c6780d9d','BrandRegistration','BN0000000f5ddbf60b3d1960a69c5a6ba1');
INSERT INTO "links" VALUES(3,'BU0000000bdcfa0bf8b755d4c82897c0db','BrandRegistration','BN0000000f5ddbf60b3d1960a69c5a6ba1');
INSERT INTO "links" VALUES(3,'IT00000003e1bf6b6a81cb00b829978f33','EntityAssignment','BU000000025606e6d501cd3bb7c6780d9d/BV0000000495d543c76f672e54c3d93126');
INSERT INTO "links" VALUES(3,'IT00000005f1dd81bb3ca68cad1bde8fb2','EntityAssignment','BU000000025606e6d501cd3bb7c6780d9d/BV00000006dcbe345d74eac32302d7aed4');
INSERT INTO "links" VALUES(3,'RD00000008aebe6e04dbbb57d879e56ffd','EntityAssignment','BU000000025606e6d501cd3bb7c6780d9d/BV0000000965adb7d1c9f999851098c7df');
INSERT INTO "links" VALUES(3,'BU000000011c03603e9a32d4432f29e365','EntityAssignment','BU000000025606e6d501cd3bb7c6780d9d/BV0000000a7d0980f15a55fb75b11976bf');
INSERT INTO "links" VALUES(3,'IT0000000c33acf84b5f70174b4d719982','EntityAssignment','BU0000000bdcfa0bf8b755d4c82897c0db/BV0000000db5c6e9ce88369a75b07fed70');
INSERT INTO "links" VALUES(3,'BU000000025606e6d501cd3bb7c6780d9d','EntityAssignment','BU0000000bdcfa0bf8b755d4c82897c0db/BV0000000ec34e267f4b878dc11b7e96cc');
INSERT INTO "links" VALUES(3,'AD00000007ee707afc54efac7c51626259','SupportingDocument','RD00000008aebe6e04dbbb57d879e56ffd');
CREATE TABLE resources (
    id INTEGER PRIMARY KEY,
    account INTEGER NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    data TEXT NOT NULL
);
INSERT INTO "resources" VALUES(1,1,'CustomerProfile','BU000000011c03603e9a32d4432f29e365',1795733836,1795733836,'{"policy_sid":"RN6433641899984f951173ef1738c3bdd0","friendly_name":"Primary customer profile of the sandbox","status":"twilio-approved","email":"compliance@isv.example","status_callback":null,"errors":null}');
INSERT INTO "resources" VALUES(2,1,'CustomerProfile','BU000000025606e6d501cd3bb7c6780d9d',1795733836,1795733836,'{"policy_sid":"RNdfbf3fae0e1107f8aded0e7cead80bf5","friendly_name":"acme","status":"pending-review","email":"isv@isv.example","status_callback":null,"errors":null}');
INSERT INTO "resources" VALUES(3,1,'EndUser','IT00000003e1bf6b6a81cb00b829978f33',1795733836,1795733836,'{"friendly_name":"acme","type":"customer_profile_business_information","attributes":{"business_name":"Acme Heating LLC","business_identity":"direct_customer","business_type":"Limited Liability Corporation","business_industry":"CONSTRUCTION","business_registration_identifier":"EIN","business_registration_number":"12-3456789","business_regions_of_operation":"USA_AND_CANADA","website_url":"https://acme-heating.example","social_media_profile_urls":""}}');
INSERT INTO "resources" VALUES(4,1,'EntityAssignment','BU000000025606e6d501cd3bb7c6780d9d/BV0000000495d543c76f672e54c3d93126',1795733836,1795733836,'{"object_sid":"IT00000003e1bf6b6a81cb00b829978f33","object_type":"customer_profile_business_information"}');
INSERT INTO "resources" VALUES(5,1,'EndUser','IT00000005f1dd81bb3ca68cad1bde8fb2',1795733836,1795733836,'{"friendly_name":"acme","type":"authorized_representative_1","attributes":{"first_name":"Ann","last_name":"Acme","email":"ann@acme-heating.example","phone_number":"+13035550142","business_title":"Owner","job_position":"CEO"}}');
INSERT INTO "resources" VALUES(6,1,'EntityAssignment','BU000000025606e6d501cd3bb7c6780d9d/BV00000006dcbe345d74eac32302d7aed4',1795733836,1795733836,'{"object_sid":"IT00000005f1dd81bb3ca68cad1bde8fb2","object_type":"authorized_representative_1"}');
INSERT INTO "resources" VALUES(7,1,'Address','AD00000007ee707afc54efac7c51626259',1795733836,1795733836,'{"customer_name":"Acme Heating LLC","street":"1 Main Street","city":"Denver","region":"CO","postal_code":"80202","iso_country":"US","street_secondary":null,"friendly_name":"acme","emergency_enabled":false}');
INSERT INTO "resources" VALUES(8,1,'SupportingDocument','RD00000008aebe6e04dbbb57d879e56ffd',1795733836,1795733836,'{"friendly_name":"acme","type":"customer_profile_address","status":"DRAFT","attributes":{"address_sids":"AD00000007ee707afc54efac7c51626259"}}');
INSERT INTO "resources" VALUES(9,1,'EntityAssignment','BU000000025606e6d501cd3bb7c6780d9d/BV0000000965adb7d1c9f999851098c7df',1795733836,1795733836,'{"object_sid":"RD00000008aebe6e04dbbb57d879e56ffd","object_type":"customer_profile_address"}');
INSERT INTO "resources" VALUES(10,1,'EntityAssignment','BU000000025606e6d501cd3bb7c6780d9d/BV0000000a7d0980f15a55fb75b11976bf',1795733836,1795733836,'{"object_sid":"BU000000011c03603e9a32d4432f29e365","object_type":"RN6433641899984f951173ef1738c3bdd0"}');
INSERT INTO "resources" VALUES(11,1,'TrustProduct','BU0000000bdcfa0bf8b755d4c82897c0db',1795733836,1795733836,'{"policy_sid":"RNb0d4771c2c98518d916a3d4cd70a8f8b","friendly_name":"acme","status":"pending-review","email":"isv@isv.example","status_callback":null,"errors":null}');
INSERT INTO "resources" VALUES(12,1,'EndUser','IT0000000c33acf84b5f70174b4d719982',1795733836,1795733836,'{"friendly_name":"acme","type":"us_a2p_messaging_profile_information","attributes":{"company_type":"private"}}');
INSERT INTO "resources" VALUES(13,1,'EntityAssignment','BU0000000bdcfa0bf8b755d4c82897c0db/BV0000000db5c6e9ce88369a75b07fed70',1795733836,1795733836,'{"object_sid":"IT0000000c33acf84b5f70174b4d719982","object_type":"us_a2p_messaging_profile_information"}');
INSERT INTO "resources" VALUES(14,1,'EntityAssignment','BU0000000bdcfa0bf8b755d4c82897c0db/BV0000000ec34e267f4b878dc11b7e96cc',1795733836,1795733836,'{"object_sid":"BU000000025606e6d501cd3bb7c6780d9d","object_type":"RNdfbf3fae0e1107f8aded0e7cead80bf5"}');
INSERT INTO "resources" VALUES(15,1,'BrandRegistration','BN0000000f5ddbf60b3d1960a69c5a6ba1',1795733836,1795733836,'{"customer_profile_bundle_sid":"BU000000025606e6d501cd3bb7c6780d9d","a2p_profile_bundle_sid":"BU0000000bdcfa0bf8b755d4c82897c0db","brand_type":"STANDARD","mock":false,"skip_automatic_sec_vet":false,"status":"PENDING","identity_status":null,"tcr_id":null,"brand_score":null,"russell_3000":null,"government_entity":null,"tax_exempt_status":null,"errors":[],"update_count":0,"otp":"answered","authentication":"none","authentication_ahead":[],"ahead":[],"verdict":{}}');
INSERT INTO "resources" VALUES(16,1,'CustomerProfile','BU000000109b59952baba8fb098638de4e',1795733836,1795733836,'{"policy_sid":"RNdfbf3fae0e1107f8aded0e7cead80bf5","friendly_name":"told","status":"pending-review","email":"isv@isv.example","status_callback":"http://127.0.0.1:9/nobody","errors":null}');
INSERT INTO "resources" VALUES(17,1,'Key','SK00000013661b9dc2e7a636b97f11fe27',1795733836,1795733836,'{"friendly_name":"worker"}');
INSERT INTO "resources" VALUES(18,3,'CustomerProfile','BU000000011c03603e9a32d4432f29e365',1795733836,1795733836,'{"policy_sid":"RN6433641899984f951173ef1738c3bdd0","friendly_name":"Primary customer profile of the sandbox","status":"twilio-approved","email":"compliance@isv.example","status_callback":null,"errors":null}');
INSERT INTO "resources" VALUES(19,3,'CustomerProfile','BU000000025606e6d501cd3bb7c6780d9d',1795733836,1795733836,'{"policy_sid":"RNdfbf3fae0e1107f8aded0e7cead80bf5","friendly_name":"acme","status":"pending-review","email":"isv@isv.example","status_callback":null,"errors":null}');
INSERT INTO "resources" VALUES(20,3,'EndUser','IT00000003e1bf6b6a81cb00b829978f33',1795733836,1795733836,'{"friendly_name":"acme","type":"customer_profile_business_information","attributes":{"business_name":"Acme Heating LLC","business_identity":"direct_customer","business_type":"Limited Liability Corporation","business_industry":"CONSTRUCTION","business_registration_identifier":"EIN","business_registration_number":"12-3456789","business_regions_of_operation":"USA_AND_CANADA","website_url":"https://acme-heating.example","social_media_profile_urls":""}}');
INSERT INTO "resources" VALUES(21,3,'EntityAssignment','BU000000025606e6d501cd3bb7c6780d9d/BV0000000495d543c76f672e54c3d93126',1795733836,1795733836,'{"object_sid":"IT00000003e1bf6b6a81cb00b829978f33","object_type":"customer_profile_business_information"}');
INSERT INTO "resources" VALUES(22,3,'EndUser','IT00000005f1dd81bb3ca68cad1bde8fb2',1795733836,1795733836,'{"friendly_name":"acme","type":"authorized_representative_1","attributes":{"first_name":"Ann","last_name":"Acme","email":"ann@acme-heating.example","phone_number":"+13035550142","business_title":"Owner","job_position":"CEO"}}');
INSERT INTO "resources" VALUES(23,3,'EntityAssignment','BU000000025606e6d501cd3bb7c6780d9d/BV00000006dcbe345d74eac32302d7aed4',1795733836,1795733836,'{"object_sid":"IT00000005f1dd81bb3ca68cad1bde8fb2","object_type":"authorized_representative_1"}');
INSERT INTO "resources" VALUES(24,3,'Address','AD00000007ee707afc54efac7c51626259',1795733836,1795733836,'{"customer_name":"Acme Heating LLC","street":"1 Main Street","city":"Denver","region":"CO","postal_code":"80202","iso_country":"US","street_secondary":null,"friendly_name":"acme","emergency_enabled":false}');
INSERT INTO "resources" VALUES(25,3,'SupportingDocument','RD00000008aebe6e04dbbb57d879e56ffd',1795733836,1795733836,'{"friendly_name":"acme","type":"customer_profile_address","status":"DRAFT","attributes":{"address_sids":"AD00000007ee707afc54efac7c51626259"}}');
INSERT INTO "resources" VALUES(26,3,'EntityAssignment','BU000000025606e6d501cd3bb7c6780d9d/BV0000000965adb7d1c9f999851098c7df',1795733836,1795733836,'{"object_sid":"RD00000008aebe6e04dbbb57d879e56ffd","object_type":"customer_profile_address"}');
INSERT INTO "resources" VALUES(27,3,'EntityAssignment','BU000000025606e6d501cd3bb7c6780d9d/BV0000000a7d0980f15a55fb75b11976bf',1795733836,1795733836,'{"object_sid":"BU000000011c03603e9a32d4432f29e365","object_type":"RN6433641899984f951173ef1738c3bdd0"}');
INSERT INTO "resources" VALUES(28,3,'TrustProduct','BU0000000bdcfa0bf8b755d4c82897c0db',1795733836,1795733836,'{"policy_sid":"RNb0d4771c2c98518d916a3d4cd70a8f8b","friendly_name":"acme","status":"pending-review","email":"isv@isv.example","status_callback":null,"errors":null}');
INSERT INTO "resources" VALUES(29,3,'EndUser','IT0000000c33acf84b5f70174b4d719982',1795733836,1795733836,'{"friendly_name":"acme","type":"us_a2p_messaging_profile_information","attributes":{"company_type":"private"}}');
INSERT INTO "resources" VALUES(30,3,'EntityAssignment','BU0000000bdcfa0bf8b755d4c82897c0db/BV0000000db5c6e9ce88369a75b07fed70',1795733836,1795733836,'{"object_sid":"IT0000000c33acf84b5f70174b4d719982","object_type":"us_a2p_messaging_profile_information"}');
INSERT INTO "resources" VALUES(31,3,'EntityAssignment','BU0000000bdcfa0bf8b755d4c82897c0db/BV0000000ec34e267f4b878dc11b7e96cc',1795733836,1795733836,'{"object_sid":"BU000000025606e6d501cd3bb7c6780d9d","object_type":"RNdfbf3fae0e1107f8aded0e7cead80bf5"}');
INSERT INTO "resources" VALUES(32,3,'BrandRegistration','BN0000000f5ddbf60b3d1960a69c5a6ba1',1795733836,1795733836,'{"customer_profile_bundle_sid":"BU000000025606e6d501cd3bb7c6780d9d","a2p_profile_bundle_sid":"BU0000000bdcfa0bf8b755d4c82897c0db","brand_type":"STANDARD","mock":false,"skip_automatic_sec_vet":false,"status":"PENDING","identity_status":null,"tcr_id":null,"brand_score":null,"russell_3000":null,"government_entity":null,"tax_exempt_status":null,"errors":[],"update_count":0,"otp":"answered","authentication":"none","authentication_ahead":[],"ahead":[],"verdict":{}}');
INSERT INTO "resources" VALUES(33,3,'CustomerProfile','BU000000109b59952baba8fb098638de4e',1795733836,1795733836,'{"policy_sid":"RNdfbf3fae0e1107f8aded0e7cead80bf5","friendly_name":"told","status":"pending-review","email":"isv@isv.example","status_callback":"http://127.0.0.1:9/nobody","errors":null}');
INSERT INTO "resources" VALUES(34,3,'Key','SK00000013661b9dc2e7a636b97f11fe27',1795733836,1795733836,'{"friendly_name":"worker"}');
INSERT INTO "resources" VALUES(35,1,'CustomerProfile','BU0000001568224e7a69c214087e2a31ea',1795733836,1795733836,'{"policy_sid":"RNdfbf3fae0e1107f8aded0e7cead80bf5","friendly_name":"read","status":"pending-review","email":"isv@isv.example","status_callback":null,"errors":null}');
CREATE TABLE schedule (
    id INTEGER PRIMARY KEY,
    world INTEGER NOT NULL,
    account INTEGER NOT NULL,
    at REAL NOT NULL,
    step TEXT NOT NULL,
    key TEXT NOT NULL
, reads INTEGER);
INSERT INTO "schedule" VALUES(1,1,1,1.79573383850624608993e+09,'CustomerProfile.in_review','BU000000025606e6d501cd3bb7c6780d9d',NULL);
INSERT INTO "schedule" VALUES(2,1,1,1.79573383850624608993e+09,'TrustProduct.in_review','BU0000000bdcfa0bf8b755d4c82897c0db',NULL);
INSERT INTO "schedule" VALUES(3,1,1,1.79573383850624608993e+09,'BrandRegistration.register','BN0000000f5ddbf60b3d1960a69c5a6ba1',NULL);
INSERT INTO "schedule" VALUES(4,1,1,1.79573383850624608993e+09,'CustomerProfile.in_review','BU000000109b59952baba8fb098638de4e',NULL);
INSERT INTO "schedule" VALUES(5,-3,3,1.79573383850624608993e+09,'CustomerProfile.in_review','BU000000025606e6d501cd3bb7c6780d9d',NULL);
INSERT INTO "schedule" VALUES(6,-3,3,1.79573383850624608993e+09,'TrustProduct.in_review','BU0000000bdcfa0bf8b755d4c82897c0db',NULL);
INSERT INTO "schedule" VALUES(7,-3,3,1.79573383850624608993e+09,'BrandRegistration.register','BN0000000f5ddbf60b3d1960a69c5a6ba1',NULL);
INSERT INTO "schedule" VALUES(8,-3,3,1.79573383850624608993e+09,'CustomerProfile.in_review','BU000000109b59952baba8fb098638de4e',NULL);
INSERT INTO "schedule" VALUES(9,1,1,1000000000000.0,'CustomerProfile.in_review','BU0000001568224e7a69c214087e2a31ea',2);
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
INSERT INTO "snapshots" VALUES(1,1,'kept',1.79573383701607799532e+09,'{"now":1795733836.506246,"speed":0.0,"stream":"schema-5/ACa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1/1","drawn":20,"settings":{},"scripts":[],"accounts":[{"number":3,"sid":"ACa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1","parent":null,"token":"first","data":"{\"friendly_name\":\"Sandbox account\",\"status\":\"active\"}","created_at":1795733836.5061486,"updated_at":1795733836.5061486,"api_keys":[{"sid":"SK00000013661b9dc2e7a636b97f11fe27","account":1,"digest":"489a13ff3c8a251b4f65472c5267c847c338cb1dc16472aa76d05a677e511bfb"}],"sink_destinations":[]},{"number":4,"sid":"AC0000001183cf64e923c41fb1c4b6b012","parent":3,"token":"775c27fa7107d749c23142f37bd88fe0","data":"{\"friendly_name\":\"customer\",\"status\":\"active\"}","created_at":1795733836.506246,"updated_at":1795733836.506246,"api_keys":[],"sink_destinations":[]}]}');
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
INSERT INTO "worlds" VALUES(1,'ACa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1','f550ff4ed49c7506bbf53cee8c3911a3',1,1.79573383650605225558e+09,'schema-5/ACa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1/1',21,1.7957338365062460899e+09,1.7957338365062460899e+09,0.0,'{"reviews":{"timing-bundle-to-in-review":{"reads":2}}}');
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
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('accounts',4);
INSERT INTO "sqlite_sequence" VALUES('deliveries',1);
COMMIT;
