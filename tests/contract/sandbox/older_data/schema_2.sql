PRAGMA user_version = 2;
BEGIN TRANSACTION;
CREATE TABLE accounts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    world INTEGER NOT NULL,
    sid TEXT NOT NULL UNIQUE,
    parent INTEGER,
    token TEXT,
    data TEXT NOT NULL
);
INSERT INTO "accounts" VALUES(1,1,'ACa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1',NULL,'first','{"friendly_name":"Sandbox account","status":"active"}');
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
INSERT INTO "deliveries" VALUES(1,1,1,'callback','BU0000001024277dba9f043ef2c098f70e','pending-review','','http://127.0.0.1:9/nobody','POST',0,X'4163636F756E745369643D414361316131613161316131613161316131613161316131613161316131613161312642756E646C655369643D42553030303030303130323432373764626139663034336566326330393866373065265374617475733D70656E64696E672D726576696577',1.7957338292989947796e+09,1.7957338292989947796e+09,1.79573386241387414927e+09,0,'waiting','','[{"at":1795733829.2989948,"status":null,"error":"Connection refused","seconds":0.0}]');
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
INSERT INTO "history" VALUES(1,1,'CustomerProfile','BU000000015c6cc51e0940e81ee9e8db32',1.79573382929893350604e+09,'created','{"policy_sid":"RN6433641899984f951173ef1738c3bdd0","friendly_name":"Primary customer profile of the sandbox","status":"twilio-approved","email":"compliance@isv.example","status_callback":null,"errors":null}');
INSERT INTO "history" VALUES(2,1,'CustomerProfile','BU000000025df474cdb33c0481b10e57bc',1.7957338292989947796e+09,'created','{"policy_sid":"RNdfbf3fae0e1107f8aded0e7cead80bf5","friendly_name":"acme","status":"draft","email":"isv@isv.example","status_callback":null,"errors":null}');
INSERT INTO "history" VALUES(3,1,'EndUser','IT000000032f205b7b63dbd7a37a8ccb5f',1.7957338292989947796e+09,'created','{"friendly_name":"acme","type":"customer_profile_business_information","attributes":{"business_name":"Acme Heating LLC","business_identity":"direct_customer","business_type":"Limited Liability Corporation","business_industry":"CONSTRUCTION","business_registration_identifier":"EIN","business_registration_number":"12-3456789","business_regions_of_operation":"USA_AND_CANADA","website_url":"https://acme-heating.example","social_media_profile_urls":""}}');
INSERT INTO "history" VALUES(4,1,'EntityAssignment','BU000000025df474cdb33c0481b10e57bc/BV00000004784b395040e245e8c1b1e186',1.7957338292989947796e+09,'created','{"object_sid":"IT000000032f205b7b63dbd7a37a8ccb5f","object_type":"customer_profile_business_information"}');
INSERT INTO "history" VALUES(5,1,'EndUser','IT000000059e3512c37cf9e55cffb8b34f',1.7957338292989947796e+09,'created','{"friendly_name":"acme","type":"authorized_representative_1","attributes":{"first_name":"Ann","last_name":"Acme","email":"ann@acme-heating.example","phone_number":"+13035550142","business_title":"Owner","job_position":"CEO"}}');
INSERT INTO "history" VALUES(6,1,'EntityAssignment','BU000000025df474cdb33c0481b10e57bc/BV00000006ebb34af506a853c3690a3a9b',1.7957338292989947796e+09,'created','{"object_sid":"IT000000059e3512c37cf9e55cffb8b34f","object_type":"authorized_representative_1"}');
INSERT INTO "history" VALUES(7,1,'Address','AD000000072db3ec98c315343c23e1f8c9',1.7957338292989947796e+09,'created','{"customer_name":"Acme Heating LLC","street":"1 Main Street","city":"Denver","region":"CO","postal_code":"80202","iso_country":"US","street_secondary":null,"friendly_name":"acme","emergency_enabled":false}');
INSERT INTO "history" VALUES(8,1,'SupportingDocument','RD00000008e03716f3548f02bc0f6c592b',1.7957338292989947796e+09,'created','{"friendly_name":"acme","type":"customer_profile_address","status":"DRAFT","attributes":{"address_sids":"AD000000072db3ec98c315343c23e1f8c9"}}');
INSERT INTO "history" VALUES(9,1,'EntityAssignment','BU000000025df474cdb33c0481b10e57bc/BV00000009f691077dae740ef91509fca6',1.7957338292989947796e+09,'created','{"object_sid":"RD00000008e03716f3548f02bc0f6c592b","object_type":"customer_profile_address"}');
INSERT INTO "history" VALUES(10,1,'EntityAssignment','BU000000025df474cdb33c0481b10e57bc/BV0000000a59386dfe3259f59f93f023d9',1.7957338292989947796e+09,'created','{"object_sid":"BU000000015c6cc51e0940e81ee9e8db32","object_type":"RN6433641899984f951173ef1738c3bdd0"}');
INSERT INTO "history" VALUES(11,1,'CustomerProfile','BU000000025df474cdb33c0481b10e57bc',1.7957338292989947796e+09,'pending-review','{"before":"draft"}');
INSERT INTO "history" VALUES(12,1,'TrustProduct','BU0000000b29ab50901dff8a0ca3084009',1.7957338292989947796e+09,'created','{"policy_sid":"RNb0d4771c2c98518d916a3d4cd70a8f8b","friendly_name":"acme","status":"draft","email":"isv@isv.example","status_callback":null,"errors":null}');
INSERT INTO "history" VALUES(13,1,'EndUser','IT0000000cbb8548ee0eea4fb31621243c',1.7957338292989947796e+09,'created','{"friendly_name":"acme","type":"us_a2p_messaging_profile_information","attributes":{"company_type":"private"}}');
INSERT INTO "history" VALUES(14,1,'EntityAssignment','BU0000000b29ab50901dff8a0ca3084009/BV0000000d7f3f705fb77eb9a4b8ab2e09',1.7957338292989947796e+09,'created','{"object_sid":"IT0000000cbb8548ee0eea4fb31621243c","object_type":"us_a2p_messaging_profile_information"}');
INSERT INTO "history" VALUES(15,1,'EntityAssignment','BU0000000b29ab50901dff8a0ca3084009/BV0000000e312d7d12a6cb40ef14174110',1.7957338292989947796e+09,'created','{"object_sid":"BU000000025df474cdb33c0481b10e57bc","object_type":"RNdfbf3fae0e1107f8aded0e7cead80bf5"}');
INSERT INTO "history" VALUES(16,1,'TrustProduct','BU0000000b29ab50901dff8a0ca3084009',1.7957338292989947796e+09,'pending-review','{"before":"draft"}');
INSERT INTO "history" VALUES(17,1,'BrandRegistration','BN0000000f1c51d6c0d98cc097cf4a07b6',1.7957338292989947796e+09,'created','{"customer_profile_bundle_sid":"BU000000025df474cdb33c0481b10e57bc","a2p_profile_bundle_sid":"BU0000000b29ab50901dff8a0ca3084009","brand_type":"STANDARD","mock":false,"skip_automatic_sec_vet":false,"status":"PENDING","identity_status":null,"tcr_id":null,"brand_score":null,"russell_3000":null,"government_entity":null,"tax_exempt_status":null,"errors":[],"update_count":0,"authentication":"none","ahead":[],"verdict":{}}');
INSERT INTO "history" VALUES(18,1,'CustomerProfile','BU0000001024277dba9f043ef2c098f70e',1.7957338292989947796e+09,'created','{"policy_sid":"RNdfbf3fae0e1107f8aded0e7cead80bf5","friendly_name":"told","status":"draft","email":"isv@isv.example","status_callback":"http://127.0.0.1:9/nobody","errors":null}');
INSERT INTO "history" VALUES(19,1,'CustomerProfile','BU0000001024277dba9f043ef2c098f70e',1.7957338292989947796e+09,'pending-review','{"before":"draft"}');
CREATE TABLE installation (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    installation_id TEXT NOT NULL,
    seed TEXT NOT NULL
);
INSERT INTO "installation" VALUES(1,'3fb5c8593e62502350784f8e2167acb1','schema-2');
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
INSERT INTO "links" VALUES(1,'BU000000025df474cdb33c0481b10e57bc','BrandRegistration','BN0000000f1c51d6c0d98cc097cf4a07b6');
INSERT INTO "links" VALUES(1,'BU0000000b29ab50901dff8a0ca3084009','BrandRegistration','BN0000000f1c51d6c0d98cc097cf4a07b6');
INSERT INTO "links" VALUES(1,'IT000000032f205b7b63dbd7a37a8ccb5f','EntityAssignment','BU000000025df474cdb33c0481b10e57bc/BV00000004784b395040e245e8c1b1e186');
INSERT INTO "links" VALUES(1,'IT000000059e3512c37cf9e55cffb8b34f','EntityAssignment','BU000000025df474cdb33c0481b10e57bc/BV00000006ebb34af506a853c3690a3a9b');
INSERT INTO "links" VALUES(1,'RD00000008e03716f3548f02bc0f6c592b','EntityAssignment','BU000000025df474cdb33c0481b10e57bc/BV00000009f691077dae740ef91509fca6');
INSERT INTO "links" VALUES(1,'BU000000015c6cc51e0940e81ee9e8db32','EntityAssignment','BU000000025df474cdb33c0481b10e57bc/BV0000000a59386dfe3259f59f93f023d9');
INSERT INTO "links" VALUES(1,'IT0000000cbb8548ee0eea4fb31621243c','EntityAssignment','BU0000000b29ab50901dff8a0ca3084009/BV0000000d7f3f705fb77eb9a4b8ab2e09');
INSERT INTO "links" VALUES(1,'BU000000025df474cdb33c0481b10e57bc','EntityAssignment','BU0000000b29ab50901dff8a0ca3084009/BV0000000e312d7d12a6cb40ef14174110');
INSERT INTO "links" VALUES(1,'AD000000072db3ec98c315343c23e1f8c9','SupportingDocument','RD00000008e03716f3548f02bc0f6c592b');
CREATE TABLE resources (
    id INTEGER PRIMARY KEY,
    account INTEGER NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    data TEXT NOT NULL
);
INSERT INTO "resources" VALUES(1,1,'CustomerProfile','BU000000015c6cc51e0940e81ee9e8db32',1795733829,1795733829,'{"policy_sid":"RN6433641899984f951173ef1738c3bdd0","friendly_name":"Primary customer profile of the sandbox","status":"twilio-approved","email":"compliance@isv.example","status_callback":null,"errors":null}');
INSERT INTO "resources" VALUES(2,1,'CustomerProfile','BU000000025df474cdb33c0481b10e57bc',1795733829,1795733829,'{"policy_sid":"RNdfbf3fae0e1107f8aded0e7cead80bf5","friendly_name":"acme","status":"pending-review","email":"isv@isv.example","status_callback":null,"errors":null}');
INSERT INTO "resources" VALUES(3,1,'EndUser','IT000000032f205b7b63dbd7a37a8ccb5f',1795733829,1795733829,'{"friendly_name":"acme","type":"customer_profile_business_information","attributes":{"business_name":"Acme Heating LLC","business_identity":"direct_customer","business_type":"Limited Liability Corporation","business_industry":"CONSTRUCTION","business_registration_identifier":"EIN","business_registration_number":"12-3456789","business_regions_of_operation":"USA_AND_CANADA","website_url":"https://acme-heating.example","social_media_profile_urls":""}}');
INSERT INTO "resources" VALUES(4,1,'EntityAssignment','BU000000025df474cdb33c0481b10e57bc/BV00000004784b395040e245e8c1b1e186',1795733829,1795733829,'{"object_sid":"IT000000032f205b7b63dbd7a37a8ccb5f","object_type":"customer_profile_business_information"}');
INSERT INTO "resources" VALUES(5,1,'EndUser','IT000000059e3512c37cf9e55cffb8b34f',1795733829,1795733829,'{"friendly_name":"acme","type":"authorized_representative_1","attributes":{"first_name":"Ann","last_name":"Acme","email":"ann@acme-heating.example","phone_number":"+13035550142","business_title":"Owner","job_position":"CEO"}}');
INSERT INTO "resources" VALUES(6,1,'EntityAssignment','BU000000025df474cdb33c0481b10e57bc/BV00000006ebb34af506a853c3690a3a9b',1795733829,1795733829,'{"object_sid":"IT000000059e3512c37cf9e55cffb8b34f","object_type":"authorized_representative_1"}');
INSERT INTO "resources" VALUES(7,1,'Address','AD000000072db3ec98c315343c23e1f8c9',1795733829,1795733829,'{"customer_name":"Acme Heating LLC","street":"1 Main Street","city":"Denver","region":"CO","postal_code":"80202","iso_country":"US","street_secondary":null,"friendly_name":"acme","emergency_enabled":false}');
INSERT INTO "resources" VALUES(8,1,'SupportingDocument','RD00000008e03716f3548f02bc0f6c592b',1795733829,1795733829,'{"friendly_name":"acme","type":"customer_profile_address","status":"DRAFT","attributes":{"address_sids":"AD000000072db3ec98c315343c23e1f8c9"}}');
INSERT INTO "resources" VALUES(9,1,'EntityAssignment','BU000000025df474cdb33c0481b10e57bc/BV00000009f691077dae740ef91509fca6',1795733829,1795733829,'{"object_sid":"RD00000008e03716f3548f02bc0f6c592b","object_type":"customer_profile_address"}');
INSERT INTO "resources" VALUES(10,1,'EntityAssignment','BU000000025df474cdb33c0481b10e57bc/BV0000000a59386dfe3259f59f93f023d9',1795733829,1795733829,'{"object_sid":"BU000000015c6cc51e0940e81ee9e8db32","object_type":"RN6433641899984f951173ef1738c3bdd0"}');
INSERT INTO "resources" VALUES(11,1,'TrustProduct','BU0000000b29ab50901dff8a0ca3084009',1795733829,1795733829,'{"policy_sid":"RNb0d4771c2c98518d916a3d4cd70a8f8b","friendly_name":"acme","status":"pending-review","email":"isv@isv.example","status_callback":null,"errors":null}');
INSERT INTO "resources" VALUES(12,1,'EndUser','IT0000000cbb8548ee0eea4fb31621243c',1795733829,1795733829,'{"friendly_name":"acme","type":"us_a2p_messaging_profile_information","attributes":{"company_type":"private"}}');
INSERT INTO "resources" VALUES(13,1,'EntityAssignment','BU0000000b29ab50901dff8a0ca3084009/BV0000000d7f3f705fb77eb9a4b8ab2e09',1795733829,1795733829,'{"object_sid":"IT0000000cbb8548ee0eea4fb31621243c","object_type":"us_a2p_messaging_profile_information"}');
INSERT INTO "resources" VALUES(14,1,'EntityAssignment','BU0000000b29ab50901dff8a0ca3084009/BV0000000e312d7d12a6cb40ef14174110',1795733829,1795733829,'{"object_sid":"BU000000025df474cdb33c0481b10e57bc","object_type":"RNdfbf3fae0e1107f8aded0e7cead80bf5"}');
INSERT INTO "resources" VALUES(15,1,'BrandRegistration','BN0000000f1c51d6c0d98cc097cf4a07b6',1795733829,1795733829,'{"customer_profile_bundle_sid":"BU000000025df474cdb33c0481b10e57bc","a2p_profile_bundle_sid":"BU0000000b29ab50901dff8a0ca3084009","brand_type":"STANDARD","mock":false,"skip_automatic_sec_vet":false,"status":"PENDING","identity_status":null,"tcr_id":null,"brand_score":null,"russell_3000":null,"government_entity":null,"tax_exempt_status":null,"errors":[],"update_count":0,"authentication":"none","ahead":[],"verdict":{}}');
INSERT INTO "resources" VALUES(16,1,'CustomerProfile','BU0000001024277dba9f043ef2c098f70e',1795733829,1795733829,'{"policy_sid":"RNdfbf3fae0e1107f8aded0e7cead80bf5","friendly_name":"told","status":"pending-review","email":"isv@isv.example","status_callback":"http://127.0.0.1:9/nobody","errors":null}');
CREATE TABLE schedule (
    id INTEGER PRIMARY KEY,
    world INTEGER NOT NULL,
    account INTEGER NOT NULL,
    at REAL NOT NULL,
    step TEXT NOT NULL,
    key TEXT NOT NULL
);
INSERT INTO "schedule" VALUES(1,1,1,1.79573383129899477963e+09,'CustomerProfile.in_review','BU000000025df474cdb33c0481b10e57bc');
INSERT INTO "schedule" VALUES(2,1,1,1.79573383129899477963e+09,'TrustProduct.in_review','BU0000000b29ab50901dff8a0ca3084009');
INSERT INTO "schedule" VALUES(3,1,1,1.79573383129899477963e+09,'BrandRegistration.register','BN0000000f1c51d6c0d98cc097cf4a07b6');
INSERT INTO "schedule" VALUES(4,1,1,1.79573383129899477963e+09,'CustomerProfile.in_review','BU0000001024277dba9f043ef2c098f70e');
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
INSERT INTO "worlds" VALUES(1,'ACa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1','4fcaa001c9308e20e66e7cd35efd1bd3',1,1.79573382929881906512e+09,'schema-2/ACa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1/1',16,1.7957338292989947796e+09,1.7957338292989947796e+09,0.0,'{}');
CREATE UNIQUE INDEX resource_keys ON resources (account, kind, key);
CREATE INDEX links_of ON links (account, kind, holder);
CREATE INDEX history_of ON history (account, kind, key);
CREATE INDEX schedule_due ON schedule (world, at, id);
CREATE INDEX deliveries_due ON deliveries (world, due_at, place) WHERE due_at IS NOT NULL;
CREATE INDEX deliveries_to ON deliveries (world, destination, due_at, place)
    WHERE due_at IS NOT NULL;
CREATE INDEX deliveries_held ON deliveries (world) WHERE state = 'held';
CREATE INDEX deliveries_of ON deliveries (account);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('accounts',1);
INSERT INTO "sqlite_sequence" VALUES('deliveries',1);
COMMIT;
