-- key SK0000001154287fd395729b5ae928a2e6 d49c67786f8609a1504226aa6c96fe84
PRAGMA user_version = 7;
BEGIN TRANSACTION;
CREATE TABLE accounts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    world INTEGER NOT NULL,
    sid TEXT NOT NULL UNIQUE,
    parent INTEGER,
    token TEXT,
    data TEXT NOT NULL
, created_at REAL NOT NULL DEFAULT 0, updated_at REAL NOT NULL DEFAULT 0);
INSERT INTO "accounts" VALUES(1,1,'ACa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1',NULL,'first','{"friendly_name":"Sandbox account","status":"active"}',1.7957353127575161457e+09,1.7957353127575161457e+09);
CREATE TABLE api_keys (
    sid TEXT PRIMARY KEY,
    account INTEGER NOT NULL,
    digest TEXT NOT NULL
) WITHOUT ROWID;
INSERT INTO "api_keys" VALUES('SK0000001154287fd395729b5ae928a2e6',1,'aac20d26bf0d50f09c9b9914e29890948690adc0fbeb068060e2290aa424b76e');
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
INSERT INTO "deliveries" VALUES(1,1,1,'callback','BU000000107f47e6f0c18b1b12213333e5','pending-review','','http://127.0.0.1:9/nobody','POST',0,X'4163636F756E745369643D414361316131613161316131613161316131613161316131613161316131613161312642756E646C655369643D42553030303030303130376634376536663063313862316231323231333333336535265374617475733D70656E64696E672D726576696577',1795735312.75764,1795735312.75764,1.79573534208612251277e+09,0,'waiting','','[{"at":1795735312.75764,"status":null,"error":"Connection refused","seconds":0.002}]');
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
INSERT INTO "history" VALUES(1,1,'CustomerProfile','BU000000014e7becc440e8bacd3576340a',1.7957353127575480938e+09,'created','{"policy_sid":"RN6433641899984f951173ef1738c3bdd0","friendly_name":"Primary customer profile of the sandbox","status":"twilio-approved","email":"compliance@isv.example","status_callback":null,"errors":null}');
INSERT INTO "history" VALUES(2,1,'CustomerProfile','BU0000000232fa45cd724115652e17b044',1795735312.75764,'created','{"policy_sid":"RNdfbf3fae0e1107f8aded0e7cead80bf5","friendly_name":"acme","status":"draft","email":"isv@isv.example","status_callback":null,"errors":null}');
INSERT INTO "history" VALUES(3,1,'EndUser','IT00000003ee3d603923ad29fd57722055',1795735312.75764,'created','{"friendly_name":"acme","type":"customer_profile_business_information","attributes":{"business_name":"Acme Heating LLC","business_identity":"direct_customer","business_type":"Limited Liability Corporation","business_industry":"CONSTRUCTION","business_registration_identifier":"EIN","business_registration_number":"12-3456789","business_regions_of_operation":"USA_AND_CANADA","website_url":"https://acme-heating.example","social_media_profile_urls":""}}');
INSERT INTO "history" VALUES(4,1,'EntityAssignment','BU0000000232fa45cd724115652e17b044/BV0000000433e2becbc98b202f1b5f5381',1795735312.75764,'created','{"object_sid":"IT00000003ee3d603923ad29fd57722055","object_type":"customer_profile_business_information"}');
INSERT INTO "history" VALUES(5,1,'EndUser','IT000000058ed91a8b83fdae22831e8d9a',1795735312.75764,'created','{"friendly_name":"acme","type":"authorized_representative_1","attributes":{"first_name":"Ann","last_name":"Acme","email":"ann@acme-heating.example","phone_number":"+13035550142","business_title":"Owner","job_position":"CEO"}}');
INSERT INTO "history" VALUES(6,1,'EntityAssignment','BU0000000232fa45cd724115652e17b044/BV00000006047e477ff1f5bb7b2b71764f',1795735312.75764,'created','{"object_sid":"IT000000058ed91a8b83fdae22831e8d9a","object_type":"authorized_representative_1"}');
INSERT INTO "history" VALUES(7,1,'Address','AD000000072e94fb4c1ff9bf0d084beba2',1795735312.75764,'created','{"customer_name":"Acme Heating LLC","street":"1 Main Street","city":"Denver","region":"CO","postal_code":"80202","iso_country":"US","street_secondary":null,"friendly_name":"acme","emergency_enabled":false}');
INSERT INTO "history" VALUES(8,1,'SupportingDocument','RD00000008c6b4da56cf67d14ec5c05031',1795735312.75764,'created','{"friendly_name":"acme","type":"customer_profile_address","status":"DRAFT","attributes":{"address_sids":"AD000000072e94fb4c1ff9bf0d084beba2"}}');
INSERT INTO "history" VALUES(9,1,'EntityAssignment','BU0000000232fa45cd724115652e17b044/BV00000009bf4019b80975425124e8e260',1795735312.75764,'created','{"object_sid":"RD00000008c6b4da56cf67d14ec5c05031","object_type":"customer_profile_address"}');
INSERT INTO "history" VALUES(10,1,'EntityAssignment','BU0000000232fa45cd724115652e17b044/BV0000000a4a411a469a6fec9b68beb390',1795735312.75764,'created','{"object_sid":"BU000000014e7becc440e8bacd3576340a","object_type":"RN6433641899984f951173ef1738c3bdd0"}');
INSERT INTO "history" VALUES(11,1,'CustomerProfile','BU0000000232fa45cd724115652e17b044',1795735312.75764,'pending-review','{"before":"draft"}');
INSERT INTO "history" VALUES(12,1,'TrustProduct','BU0000000b1fa3127e5ed856baeef3a89b',1795735312.75764,'created','{"policy_sid":"RNb0d4771c2c98518d916a3d4cd70a8f8b","friendly_name":"acme","status":"draft","email":"isv@isv.example","status_callback":null,"errors":null}');
INSERT INTO "history" VALUES(13,1,'EndUser','IT0000000c3d5dfa9fcae2fa1b871ec362',1795735312.75764,'created','{"friendly_name":"acme","type":"us_a2p_messaging_profile_information","attributes":{"company_type":"private"}}');
INSERT INTO "history" VALUES(14,1,'EntityAssignment','BU0000000b1fa3127e5ed856baeef3a89b/BV0000000d07f489ead88e599165920856',1795735312.75764,'created','{"object_sid":"IT0000000c3d5dfa9fcae2fa1b871ec362","object_type":"us_a2p_messaging_profile_information"}');
INSERT INTO "history" VALUES(15,1,'EntityAssignment','BU0000000b1fa3127e5ed856baeef3a89b/BV0000000ef94e116694c6a3e21034240b',1795735312.75764,'created','{"object_sid":"BU0000000232fa45cd724115652e17b044","object_type":"RNdfbf3fae0e1107f8aded0e7cead80bf5"}');
INSERT INTO "history" VALUES(16,1,'TrustProduct','BU0000000b1fa3127e5ed856baeef3a89b',1795735312.75764,'pending-review','{"before":"draft"}');
INSERT INTO "history" VALUES(17,1,'BrandRegistration','BN0000000fbc789e9002548b193095c4d4',1795735312.75764,'created','{"customer_profile_bundle_sid":"BU0000000232fa45cd724115652e17b044","a2p_profile_bundle_sid":"BU0000000b1fa3127e5ed856baeef3a89b","brand_type":"STANDARD","mock":false,"skip_automatic_sec_vet":false,"status":"PENDING","identity_status":null,"tcr_id":null,"brand_score":null,"russell_3000":null,"government_entity":null,"tax_exempt_status":null,"errors":[],"update_count":0,"otp":"answered","authentication":"none","authentication_ahead":[],"ahead":[],"verdict":{}}');
INSERT INTO "history" VALUES(18,1,'CustomerProfile','BU000000107f47e6f0c18b1b12213333e5',1795735312.75764,'created','{"policy_sid":"RNdfbf3fae0e1107f8aded0e7cead80bf5","friendly_name":"told","status":"draft","email":"isv@isv.example","status_callback":"http://127.0.0.1:9/nobody","errors":null}');
INSERT INTO "history" VALUES(19,1,'CustomerProfile','BU000000107f47e6f0c18b1b12213333e5',1795735312.75764,'pending-review','{"before":"draft"}');
INSERT INTO "history" VALUES(20,1,'Key','SK0000001154287fd395729b5ae928a2e6',1795735312.75764,'created','{"friendly_name":"worker"}');
INSERT INTO "history" VALUES(21,2,'CustomerProfile','BU000000014e7becc440e8bacd3576340a',1.7957353127575480938e+09,'created','{"policy_sid":"RN6433641899984f951173ef1738c3bdd0","friendly_name":"Primary customer profile of the sandbox","status":"twilio-approved","email":"compliance@isv.example","status_callback":null,"errors":null}');
INSERT INTO "history" VALUES(22,2,'CustomerProfile','BU0000000232fa45cd724115652e17b044',1795735312.75764,'created','{"policy_sid":"RNdfbf3fae0e1107f8aded0e7cead80bf5","friendly_name":"acme","status":"draft","email":"isv@isv.example","status_callback":null,"errors":null}');
INSERT INTO "history" VALUES(23,2,'EndUser','IT00000003ee3d603923ad29fd57722055',1795735312.75764,'created','{"friendly_name":"acme","type":"customer_profile_business_information","attributes":{"business_name":"Acme Heating LLC","business_identity":"direct_customer","business_type":"Limited Liability Corporation","business_industry":"CONSTRUCTION","business_registration_identifier":"EIN","business_registration_number":"12-3456789","business_regions_of_operation":"USA_AND_CANADA","website_url":"https://acme-heating.example","social_media_profile_urls":""}}');
INSERT INTO "history" VALUES(24,2,'EntityAssignment','BU0000000232fa45cd724115652e17b044/BV0000000433e2becbc98b202f1b5f5381',1795735312.75764,'created','{"object_sid":"IT00000003ee3d603923ad29fd57722055","object_type":"customer_profile_business_information"}');
INSERT INTO "history" VALUES(25,2,'EndUser','IT000000058ed91a8b83fdae22831e8d9a',1795735312.75764,'created','{"friendly_name":"acme","type":"authorized_representative_1","attributes":{"first_name":"Ann","last_name":"Acme","email":"ann@acme-heating.example","phone_number":"+13035550142","business_title":"Owner","job_position":"CEO"}}');
INSERT INTO "history" VALUES(26,2,'EntityAssignment','BU0000000232fa45cd724115652e17b044/BV00000006047e477ff1f5bb7b2b71764f',1795735312.75764,'created','{"object_sid":"IT000000058ed91a8b83fdae22831e8d9a","object_type":"authorized_representative_1"}');
INSERT INTO "history" VALUES(27,2,'Address','AD000000072e94fb4c1ff9bf0d084beba2',1795735312.75764,'created','{"customer_name":"Acme Heating LLC","street":"1 Main Street","city":"Denver","region":"CO","postal_code":"80202","iso_country":"US","street_secondary":null,"friendly_name":"acme","emergency_enabled":false}');
INSERT INTO "history" VALUES(28,2,'SupportingDocument','RD00000008c6b4da56cf67d14ec5c05031',1795735312.75764,'created','{"friendly_name":"acme","type":"customer_profile_address","status":"DRAFT","attributes":{"address_sids":"AD000000072e94fb4c1ff9bf0d084beba2"}}');
INSERT INTO "history" VALUES(29,2,'EntityAssignment','BU0000000232fa45cd724115652e17b044/BV00000009bf4019b80975425124e8e260',1795735312.75764,'created','{"object_sid":"RD00000008c6b4da56cf67d14ec5c05031","object_type":"customer_profile_address"}');
INSERT INTO "history" VALUES(30,2,'EntityAssignment','BU0000000232fa45cd724115652e17b044/BV0000000a4a411a469a6fec9b68beb390',1795735312.75764,'created','{"object_sid":"BU000000014e7becc440e8bacd3576340a","object_type":"RN6433641899984f951173ef1738c3bdd0"}');
INSERT INTO "history" VALUES(31,2,'CustomerProfile','BU0000000232fa45cd724115652e17b044',1795735312.75764,'pending-review','{"before":"draft"}');
INSERT INTO "history" VALUES(32,2,'TrustProduct','BU0000000b1fa3127e5ed856baeef3a89b',1795735312.75764,'created','{"policy_sid":"RNb0d4771c2c98518d916a3d4cd70a8f8b","friendly_name":"acme","status":"draft","email":"isv@isv.example","status_callback":null,"errors":null}');
INSERT INTO "history" VALUES(33,2,'EndUser','IT0000000c3d5dfa9fcae2fa1b871ec362',1795735312.75764,'created','{"friendly_name":"acme","type":"us_a2p_messaging_profile_information","attributes":{"company_type":"private"}}');
INSERT INTO "history" VALUES(34,2,'EntityAssignment','BU0000000b1fa3127e5ed856baeef3a89b/BV0000000d07f489ead88e599165920856',1795735312.75764,'created','{"object_sid":"IT0000000c3d5dfa9fcae2fa1b871ec362","object_type":"us_a2p_messaging_profile_information"}');
INSERT INTO "history" VALUES(35,2,'EntityAssignment','BU0000000b1fa3127e5ed856baeef3a89b/BV0000000ef94e116694c6a3e21034240b',1795735312.75764,'created','{"object_sid":"BU0000000232fa45cd724115652e17b044","object_type":"RNdfbf3fae0e1107f8aded0e7cead80bf5"}');
INSERT INTO "history" VALUES(36,2,'TrustProduct','BU0000000b1fa3127e5ed856baeef3a89b',1795735312.75764,'pending-review','{"before":"draft"}');
INSERT INTO "history" VALUES(37,2,'BrandRegistration','BN0000000fbc789e9002548b193095c4d4',1795735312.75764,'created','{"customer_profile_bundle_sid":"BU0000000232fa45cd724115652e17b044","a2p_profile_bundle_sid":"BU0000000b1fa3127e5ed856baeef3a89b","brand_type":"STANDARD","mock":false,"skip_automatic_sec_vet":false,"status":"PENDING","identity_status":null,"tcr_id":null,"brand_score":null,"russell_3000":null,"government_entity":null,"tax_exempt_status":null,"errors":[],"update_count":0,"otp":"answered","authentication":"none","authentication_ahead":[],"ahead":[],"verdict":{}}');
INSERT INTO "history" VALUES(38,2,'CustomerProfile','BU000000107f47e6f0c18b1b12213333e5',1795735312.75764,'created','{"policy_sid":"RNdfbf3fae0e1107f8aded0e7cead80bf5","friendly_name":"told","status":"draft","email":"isv@isv.example","status_callback":"http://127.0.0.1:9/nobody","errors":null}');
INSERT INTO "history" VALUES(39,2,'CustomerProfile','BU000000107f47e6f0c18b1b12213333e5',1795735312.75764,'pending-review','{"before":"draft"}');
INSERT INTO "history" VALUES(40,2,'Key','SK0000001154287fd395729b5ae928a2e6',1795735312.75764,'created','{"friendly_name":"worker"}');
INSERT INTO "history" VALUES(41,1,'CustomerProfile','BU000000133dc8b8b333249b610e75c1d7',1795735312.75764,'created','{"policy_sid":"RNdfbf3fae0e1107f8aded0e7cead80bf5","friendly_name":"read","status":"draft","email":"isv@isv.example","status_callback":null,"errors":null}');
INSERT INTO "history" VALUES(42,1,'CustomerProfile','BU000000133dc8b8b333249b610e75c1d7',1795735312.75764,'pending-review','{"before":"draft"}');
CREATE TABLE installation (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    installation_id TEXT NOT NULL,
    seed TEXT NOT NULL
);
INSERT INTO "installation" VALUES(1,'9b15b912c1770c2d82e2be3c0aed3032','bbfb5f34');
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
INSERT INTO "links" VALUES(1,'BU0000000232fa45cd724115652e17b044','BrandRegistration','BN0000000fbc789e9002548b193095c4d4');
INSERT INTO "links" VALUES(1,'BU0000000b1fa3127e5ed856baeef3a89b','BrandRegistration','BN0000000fbc789e9002548b193095c4d4');
INSERT INTO "links" VALUES(1,'IT00000003ee3d603923ad29fd57722055','EntityAssignment','BU0000000232fa45cd724115652e17b044/BV0000000433e2becbc98b202f1b5f5381');
INSERT INTO "links" VALUES(1,'IT000000058ed91a8b83fdae22831e8d9a','EntityAssignment','BU0000000232fa45cd724115652e17b044/BV00000006047e477ff1f5bb7b2b71764f');
INSERT INTO "links" VALUES(1,'RD00000008c6b4da56cf67d14ec5c05031','EntityAssignment','BU0000000232fa45cd724115652e17b044/BV00000009bf4019b80975425124e8e260');
INSERT INTO "links" VALUES(1,'BU000000014e7becc440e8bacd3576340a','EntityAssignment','BU0000000232fa45cd724115652e17b044/BV0000000a4a411a469a6fec9b68beb390');
INSERT INTO "links" VALUES(1,'IT0000000c3d5dfa9fcae2fa1b871ec362','EntityAssignment','BU0000000b1fa3127e5ed856baeef3a89b/BV0000000d07f489ead88e599165920856');
INSERT INTO "links" VALUES(1,'BU0000000232fa45cd724115652e17b044','EntityAssignment','BU0000000b1fa3127e5ed856baeef3a89b/BV0000000ef94e116694c6a3e21034240b');
INSERT INTO "links" VALUES(1,'AD000000072e94fb4c1ff9bf0d084beba2','SupportingDocument','RD00000008c6b4da56cf67d14ec5c05031');
INSERT INTO "links" VALUES(2,'BU0000000232fa45cd724115652e17b044','BrandRegistration','BN0000000fbc789e9002548b193095c4d4');
INSERT INTO "links" VALUES(2,'BU0000000b1fa3127e5ed856baeef3a89b','BrandRegistration','BN0000000fbc789e9002548b193095c4d4');
INSERT INTO "links" VALUES(2,'IT00000003ee3d603923ad29fd57722055','EntityAssignment','BU0000000232fa45cd724115652e17b044/BV0000000433e2becbc98b202f1b5f5381');
INSERT INTO "links" VALUES(2,'IT000000058ed91a8b83fdae22831e8d9a','EntityAssignment','BU0000000232fa45cd724115652e17b044/BV00000006047e477ff1f5bb7b2b71764f');
INSERT INTO "links" VALUES(2,'RD00000008c6b4da56cf67d14ec5c05031','EntityAssignment','BU0000000232fa45cd724115652e17b044/BV00000009bf4019b80975425124e8e260');
INSERT INTO "links" VALUES(2,'BU000000014e7becc440e8bacd3576340a','EntityAssignment','BU0000000232fa45cd724115652e17b044/BV0000000a4a411a469a6fec9b68beb390');
INSERT INTO "links" VALUES(2,'IT0000000c3d5dfa9fcae2fa1b871ec362','EntityAssignment','BU0000000b1fa3127e5ed856baeef3a89b/BV0000000d07f489ead88e599165920856');
INSERT INTO "links" VALUES(2,'BU0000000232fa45cd724115652e17b044','EntityAssignment','BU0000000b1fa3127e5ed856baeef3a89b/BV0000000ef94e116694c6a3e21034240b');
INSERT INTO "links" VALUES(2,'AD000000072e94fb4c1ff9bf0d084beba2','SupportingDocument','RD00000008c6b4da56cf67d14ec5c05031');
CREATE TABLE resources (
    id INTEGER PRIMARY KEY,
    account INTEGER NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    data TEXT NOT NULL
);
INSERT INTO "resources" VALUES(1,1,'CustomerProfile','BU000000014e7becc440e8bacd3576340a',1795735312,1795735312,'{"policy_sid":"RN6433641899984f951173ef1738c3bdd0","friendly_name":"Primary customer profile of the sandbox","status":"twilio-approved","email":"compliance@isv.example","status_callback":null,"errors":null}');
INSERT INTO "resources" VALUES(2,1,'CustomerProfile','BU0000000232fa45cd724115652e17b044',1795735312,1795735312,'{"policy_sid":"RNdfbf3fae0e1107f8aded0e7cead80bf5","friendly_name":"acme","status":"pending-review","email":"isv@isv.example","status_callback":null,"errors":null}');
INSERT INTO "resources" VALUES(3,1,'EndUser','IT00000003ee3d603923ad29fd57722055',1795735312,1795735312,'{"friendly_name":"acme","type":"customer_profile_business_information","attributes":{"business_name":"Acme Heating LLC","business_identity":"direct_customer","business_type":"Limited Liability Corporation","business_industry":"CONSTRUCTION","business_registration_identifier":"EIN","business_registration_number":"12-3456789","business_regions_of_operation":"USA_AND_CANADA","website_url":"https://acme-heating.example","social_media_profile_urls":""}}');
INSERT INTO "resources" VALUES(4,1,'EntityAssignment','BU0000000232fa45cd724115652e17b044/BV0000000433e2becbc98b202f1b5f5381',1795735312,1795735312,'{"object_sid":"IT00000003ee3d603923ad29fd57722055","object_type":"customer_profile_business_information"}');
INSERT INTO "resources" VALUES(5,1,'EndUser','IT000000058ed91a8b83fdae22831e8d9a',1795735312,1795735312,'{"friendly_name":"acme","type":"authorized_representative_1","attributes":{"first_name":"Ann","last_name":"Acme","email":"ann@acme-heating.example","phone_number":"+13035550142","business_title":"Owner","job_position":"CEO"}}');
INSERT INTO "resources" VALUES(6,1,'EntityAssignment','BU0000000232fa45cd724115652e17b044/BV00000006047e477ff1f5bb7b2b71764f',1795735312,1795735312,'{"object_sid":"IT000000058ed91a8b83fdae22831e8d9a","object_type":"authorized_representative_1"}');
INSERT INTO "resources" VALUES(7,1,'Address','AD000000072e94fb4c1ff9bf0d084beba2',1795735312,1795735312,'{"customer_name":"Acme Heating LLC","street":"1 Main Street","city":"Denver","region":"CO","postal_code":"80202","iso_country":"US","street_secondary":null,"friendly_name":"acme","emergency_enabled":false}');
INSERT INTO "resources" VALUES(8,1,'SupportingDocument','RD00000008c6b4da56cf67d14ec5c05031',1795735312,1795735312,'{"friendly_name":"acme","type":"customer_profile_address","status":"DRAFT","attributes":{"address_sids":"AD000000072e94fb4c1ff9bf0d084beba2"}}');
INSERT INTO "resources" VALUES(9,1,'EntityAssignment','BU0000000232fa45cd724115652e17b044/BV00000009bf4019b80975425124e8e260',1795735312,1795735312,'{"object_sid":"RD00000008c6b4da56cf67d14ec5c05031","object_type":"customer_profile_address"}');
INSERT INTO "resources" VALUES(10,1,'EntityAssignment','BU0000000232fa45cd724115652e17b044/BV0000000a4a411a469a6fec9b68beb390',1795735312,1795735312,'{"object_sid":"BU000000014e7becc440e8bacd3576340a","object_type":"RN6433641899984f951173ef1738c3bdd0"}');
INSERT INTO "resources" VALUES(11,1,'TrustProduct','BU0000000b1fa3127e5ed856baeef3a89b',1795735312,1795735312,'{"policy_sid":"RNb0d4771c2c98518d916a3d4cd70a8f8b","friendly_name":"acme","status":"pending-review","email":"isv@isv.example","status_callback":null,"errors":null}');
INSERT INTO "resources" VALUES(12,1,'EndUser','IT0000000c3d5dfa9fcae2fa1b871ec362',1795735312,1795735312,'{"friendly_name":"acme","type":"us_a2p_messaging_profile_information","attributes":{"company_type":"private"}}');
INSERT INTO "resources" VALUES(13,1,'EntityAssignment','BU0000000b1fa3127e5ed856baeef3a89b/BV0000000d07f489ead88e599165920856',1795735312,1795735312,'{"object_sid":"IT0000000c3d5dfa9fcae2fa1b871ec362","object_type":"us_a2p_messaging_profile_information"}');
INSERT INTO "resources" VALUES(14,1,'EntityAssignment','BU0000000b1fa3127e5ed856baeef3a89b/BV0000000ef94e116694c6a3e21034240b',1795735312,1795735312,'{"object_sid":"BU0000000232fa45cd724115652e17b044","object_type":"RNdfbf3fae0e1107f8aded0e7cead80bf5"}');
INSERT INTO "resources" VALUES(15,1,'BrandRegistration','BN0000000fbc789e9002548b193095c4d4',1795735312,1795735312,'{"customer_profile_bundle_sid":"BU0000000232fa45cd724115652e17b044","a2p_profile_bundle_sid":"BU0000000b1fa3127e5ed856baeef3a89b","brand_type":"STANDARD","mock":false,"skip_automatic_sec_vet":false,"status":"PENDING","identity_status":null,"tcr_id":null,"brand_score":null,"russell_3000":null,"government_entity":null,"tax_exempt_status":null,"errors":[],"update_count":0,"otp":"answered","authentication":"none","authentication_ahead":[],"ahead":[],"verdict":{}}');
INSERT INTO "resources" VALUES(16,1,'CustomerProfile','BU000000107f47e6f0c18b1b12213333e5',1795735312,1795735312,'{"policy_sid":"RNdfbf3fae0e1107f8aded0e7cead80bf5","friendly_name":"told","status":"pending-review","email":"isv@isv.example","status_callback":"http://127.0.0.1:9/nobody","errors":null}');
INSERT INTO "resources" VALUES(17,1,'Key','SK0000001154287fd395729b5ae928a2e6',1795735312,1795735312,'{"friendly_name":"worker"}');
INSERT INTO "resources" VALUES(18,2,'CustomerProfile','BU000000014e7becc440e8bacd3576340a',1795735312,1795735312,'{"policy_sid":"RN6433641899984f951173ef1738c3bdd0","friendly_name":"Primary customer profile of the sandbox","status":"twilio-approved","email":"compliance@isv.example","status_callback":null,"errors":null}');
INSERT INTO "resources" VALUES(19,2,'CustomerProfile','BU0000000232fa45cd724115652e17b044',1795735312,1795735312,'{"policy_sid":"RNdfbf3fae0e1107f8aded0e7cead80bf5","friendly_name":"acme","status":"pending-review","email":"isv@isv.example","status_callback":null,"errors":null}');
INSERT INTO "resources" VALUES(20,2,'EndUser','IT00000003ee3d603923ad29fd57722055',1795735312,1795735312,'{"friendly_name":"acme","type":"customer_profile_business_information","attributes":{"business_name":"Acme Heating LLC","business_identity":"direct_customer","business_type":"Limited Liability Corporation","business_industry":"CONSTRUCTION","business_registration_identifier":"EIN","business_registration_number":"12-3456789","business_regions_of_operation":"USA_AND_CANADA","website_url":"https://acme-heating.example","social_media_profile_urls":""}}');
INSERT INTO "resources" VALUES(21,2,'EntityAssignment','BU0000000232fa45cd724115652e17b044/BV0000000433e2becbc98b202f1b5f5381',1795735312,1795735312,'{"object_sid":"IT00000003ee3d603923ad29fd57722055","object_type":"customer_profile_business_information"}');
INSERT INTO "resources" VALUES(22,2,'EndUser','IT000000058ed91a8b83fdae22831e8d9a',1795735312,1795735312,'{"friendly_name":"acme","type":"authorized_representative_1","attributes":{"first_name":"Ann","last_name":"Acme","email":"ann@acme-heating.example","phone_number":"+13035550142","business_title":"Owner","job_position":"CEO"}}');
INSERT INTO "resources" VALUES(23,2,'EntityAssignment','BU0000000232fa45cd724115652e17b044/BV00000006047e477ff1f5bb7b2b71764f',1795735312,1795735312,'{"object_sid":"IT000000058ed91a8b83fdae22831e8d9a","object_type":"authorized_representative_1"}');
INSERT INTO "resources" VALUES(24,2,'Address','AD000000072e94fb4c1ff9bf0d084beba2',1795735312,1795735312,'{"customer_name":"Acme Heating LLC","street":"1 Main Street","city":"Denver","region":"CO","postal_code":"80202","iso_country":"US","street_secondary":null,"friendly_name":"acme","emergency_enabled":false}');
INSERT INTO "resources" VALUES(25,2,'SupportingDocument','RD00000008c6b4da56cf67d14ec5c05031',1795735312,1795735312,'{"friendly_name":"acme","type":"customer_profile_address","status":"DRAFT","attributes":{"address_sids":"AD000000072e94fb4c1ff9bf0d084beba2"}}');
INSERT INTO "resources" VALUES(26,2,'EntityAssignment','BU0000000232fa45cd724115652e17b044/BV00000009bf4019b80975425124e8e260',1795735312,1795735312,'{"object_sid":"RD00000008c6b4da56cf67d14ec5c05031","object_type":"customer_profile_address"}');
INSERT INTO "resources" VALUES(27,2,'EntityAssignment','BU0000000232fa45cd724115652e17b044/BV0000000a4a411a469a6fec9b68beb390',1795735312,1795735312,'{"object_sid":"BU000000014e7becc440e8bacd3576340a","object_type":"RN6433641899984f951173ef1738c3bdd0"}');
INSERT INTO "resources" VALUES(28,2,'TrustProduct','BU0000000b1fa3127e5ed856baeef3a89b',1795735312,1795735312,'{"policy_sid":"RNb0d4771c2c98518d916a3d4cd70a8f8b","friendly_name":"acme","status":"pending-review","email":"isv@isv.example","status_callback":null,"errors":null}');
INSERT INTO "resources" VALUES(29,2,'EndUser','IT0000000c3d5dfa9fcae2fa1b871ec362',1795735312,1795735312,'{"friendly_name":"acme","type":"us_a2p_messaging_profile_information","attributes":{"company_type":"private"}}');
INSERT INTO "resources" VALUES(30,2,'EntityAssignment','BU0000000b1fa3127e5ed856baeef3a89b/BV0000000d07f489ead88e599165920856',1795735312,1795735312,'{"object_sid":"IT0000000c3d5dfa9fcae2fa1b871ec362","object_type":"us_a2p_messaging_profile_information"}');
INSERT INTO "resources" VALUES(31,2,'EntityAssignment','BU0000000b1fa3127e5ed856baeef3a89b/BV0000000ef94e116694c6a3e21034240b',1795735312,1795735312,'{"object_sid":"BU0000000232fa45cd724115652e17b044","object_type":"RNdfbf3fae0e1107f8aded0e7cead80bf5"}');
INSERT INTO "resources" VALUES(32,2,'BrandRegistration','BN0000000fbc789e9002548b193095c4d4',1795735312,1795735312,'{"customer_profile_bundle_sid":"BU0000000232fa45cd724115652e17b044","a2p_profile_bundle_sid":"BU0000000b1fa3127e5ed856baeef3a89b","brand_type":"STANDARD","mock":false,"skip_automatic_sec_vet":false,"status":"PENDING","identity_status":null,"tcr_id":null,"brand_score":null,"russell_3000":null,"government_entity":null,"tax_exempt_status":null,"errors":[],"update_count":0,"otp":"answered","authentication":"none","authentication_ahead":[],"ahead":[],"verdict":{}}');
INSERT INTO "resources" VALUES(33,2,'CustomerProfile','BU000000107f47e6f0c18b1b12213333e5',1795735312,1795735312,'{"policy_sid":"RNdfbf3fae0e1107f8aded0e7cead80bf5","friendly_name":"told","status":"pending-review","email":"isv@isv.example","status_callback":"http://127.0.0.1:9/nobody","errors":null}');
INSERT INTO "resources" VALUES(34,2,'Key','SK0000001154287fd395729b5ae928a2e6',1795735312,1795735312,'{"friendly_name":"worker"}');
INSERT INTO "resources" VALUES(35,1,'CustomerProfile','BU000000133dc8b8b333249b610e75c1d7',1795735312,1795735312,'{"policy_sid":"RNdfbf3fae0e1107f8aded0e7cead80bf5","friendly_name":"read","status":"pending-review","email":"isv@isv.example","status_callback":null,"errors":null}');
CREATE TABLE schedule (
    id INTEGER PRIMARY KEY,
    world INTEGER NOT NULL,
    account INTEGER NOT NULL,
    at REAL NOT NULL,
    step TEXT NOT NULL,
    key TEXT NOT NULL
, reads INTEGER);
INSERT INTO "schedule" VALUES(1,1,1,1795735314.75764,'CustomerProfile.in_review','BU0000000232fa45cd724115652e17b044',NULL);
INSERT INTO "schedule" VALUES(2,1,1,1795735314.75764,'TrustProduct.in_review','BU0000000b1fa3127e5ed856baeef3a89b',NULL);
INSERT INTO "schedule" VALUES(3,1,1,1795735314.75764,'BrandRegistration.register','BN0000000fbc789e9002548b193095c4d4',NULL);
INSERT INTO "schedule" VALUES(4,1,1,1795735314.75764,'CustomerProfile.in_review','BU000000107f47e6f0c18b1b12213333e5',NULL);
INSERT INTO "schedule" VALUES(5,-2,2,1795735314.75764,'CustomerProfile.in_review','BU0000000232fa45cd724115652e17b044',NULL);
INSERT INTO "schedule" VALUES(6,-2,2,1795735314.75764,'TrustProduct.in_review','BU0000000b1fa3127e5ed856baeef3a89b',NULL);
INSERT INTO "schedule" VALUES(7,-2,2,1795735314.75764,'BrandRegistration.register','BN0000000fbc789e9002548b193095c4d4',NULL);
INSERT INTO "schedule" VALUES(8,-2,2,1795735314.75764,'CustomerProfile.in_review','BU000000107f47e6f0c18b1b12213333e5',NULL);
INSERT INTO "schedule" VALUES(9,1,1,1000000000000.0,'CustomerProfile.in_review','BU000000133dc8b8b333249b610e75c1d7',2);
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
INSERT INTO "snapshots" VALUES(1,1,'kept',1.79573531292978525158e+09,'{"now":1795735312.75764,"speed":0.0,"stream":"bbfb5f34/ACa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1/1","drawn":18,"settings":{},"scripts":[],"accounts":[{"number":2,"sid":"ACa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1","parent":null,"token":"first","data":"{\"friendly_name\":\"Sandbox account\",\"status\":\"active\"}","created_at":1795735312.7575161,"updated_at":1795735312.7575161,"api_keys":[{"sid":"SK0000001154287fd395729b5ae928a2e6","account":1,"digest":"aac20d26bf0d50f09c9b9914e29890948690adc0fbeb068060e2290aa424b76e"}],"sink_destinations":[]}]}');
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
INSERT INTO "worlds" VALUES(1,'ACa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1','9bf3aa653fed4d0994ac262851d9e751',1,1.79573531275739240644e+09,'bbfb5f34/ACa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1/1',19,1795735312.75764,1795735312.75764,0.0,'{"reviews":{"timing-bundle-to-in-review":{"reads":2}}}',0);
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
