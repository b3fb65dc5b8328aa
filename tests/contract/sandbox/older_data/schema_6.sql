-- key SK00000013c66dfb199ed31a8451bf3845 26bdce0f2dd44abcd76fd93ccbb575c0
PRAGMA user_version = 6;
BEGIN TRANSACTION;
CREATE TABLE accounts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    world INTEGER NOT NULL,
    sid TEXT NOT NULL UNIQUE,
    parent INTEGER,
    token TEXT,
    data TEXT NOT NULL
, created_at REAL NOT NULL DEFAULT 0, updated_at REAL NOT NULL DEFAULT 0);
INSERT INTO "accounts" VALUES(1,1,'ACa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1',NULL,'first','{"friendly_name":"Sandbox account","status":"active"}',1.79573383823878288262e+09,1.79573383823878288262e+09);
INSERT INTO "accounts" VALUES(2,1,'AC0000001112f5d1fa2974e466c43d4842',1,'942c2573c852c3deb867e374296ab7ab','{"friendly_name":"customer","status":"active"}',1.79573383823890519138e+09,1.79573383823890519138e+09);
CREATE TABLE api_keys (
    sid TEXT PRIMARY KEY,
    account INTEGER NOT NULL,
    digest TEXT NOT NULL
) WITHOUT ROWID;
INSERT INTO "api_keys" VALUES('SK00000013c66dfb199ed31a8451bf3845',1,'31c1fddc5611cc91e396b9ff145e119cac72512eda45dc55938b97f2d36fbaf2');
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
INSERT INTO "deliveries" VALUES(1,1,1,'callback','BU0000001008b9a7bedfec56de874aa060','pending-review','','http://127.0.0.1:9/nobody','POST',0,X'4163636F756E745369643D414361316131613161316131613161316131613161316131613161316131613161312642756E646C655369643D42553030303030303130303862396137626564666563353664653837346161303630265374617475733D70656E64696E672D726576696577',1.79573383823890519138e+09,1.79573383823890519138e+09,1.79573386252275586129e+09,0,'waiting','','[{"at":1795733838.2389052,"status":null,"error":"Connection refused","seconds":0.0}]');
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
INSERT INTO "history" VALUES(1,1,'CustomerProfile','BU000000010edb520b82ed927fbbce69e7',1.79573383823881316178e+09,'created','{"policy_sid":"RN6433641899984f951173ef1738c3bdd0","friendly_name":"Primary customer profile of the sandbox","status":"twilio-approved","email":"compliance@isv.example","status_callback":null,"errors":null}');
INSERT INTO "history" VALUES(2,1,'CustomerProfile','BU000000020dca624dda707035738a1ee4',1.79573383823890519138e+09,'created','{"policy_sid":"RNdfbf3fae0e1107f8aded0e7cead80bf5","friendly_name":"acme","status":"draft","email":"isv@isv.example","status_callback":null,"errors":null}');
INSERT INTO "history" VALUES(3,1,'EndUser','IT00000003230ab4c32aeff7843319bcb2',1.79573383823890519138e+09,'created','{"friendly_name":"acme","type":"customer_profile_business_information","attributes":{"business_name":"Acme Heating LLC","business_identity":"direct_customer","business_type":"Limited Liability Corporation","business_industry":"CONSTRUCTION","business_registration_identifier":"EIN","business_registration_number":"12-3456789","business_regions_of_operation":"USA_AND_CANADA","website_url":"https://acme-heating.example","social_media_profile_urls":""}}');
INSERT INTO "history" VALUES(4,1,'EntityAssignment','BU000000020dca624dda707035738a1ee4/BV00000004b8c64857bb15dc4e6f4da3d3',1.79573383823890519138e+09,'created','{"object_sid":"IT00000003230ab4c32aeff7843319bcb2","object_type":"customer_profile_business_information"}');
INSERT INTO "history" VALUES(5,1,'EndUser','IT00000005097d91a877045e0dc1dd2911',1.79573383823890519138e+09,'created','{"friendly_name":"acme","type":"authorized_representative_1","attributes":{"first_name":"Ann","last_name":"Acme","email":"ann@acme-heating.example","phone_number":"+13035550142","business_title":"Owner","job_position":"CEO"}}');
INSERT INTO "history" VALUES(6,1,'EntityAssignment','BU000000020dca624dda707035738a1ee4/BV00000006f1485c7487b455aa0b5504a7',1.79573383823890519138e+09,'created','{"object_sid":"IT00000005097d91a877045e0dc1dd2911","object_type":"authorized_representative_1"}');
INSERT INTO "history" VALUES(7,1,'Address','AD00000007a205dc028a97ab478b8af3f0',1.79573383823890519138e+09,'created','{"customer_name":"Acme Heating LLC","street":"1 Main Street","city":"Denver","region":"CO","postal_code":"80202","iso_country":"US","street_secondary":null,"friendly_name":"acme","emergency_enabled":false}');
INSERT INTO "history" VALUES(8,1,'SupportingDocument','RD00000008030390614e4a7c7720ec6f99',1.79573383823890519138e+09,'created','{"friendly_name":"acme","type":"customer_profile_address","status":"DRAFT","attributes":{"address_sids":"AD00000007a205dc028a97ab478b8af3f0"}}');
INSERT INTO "history" VALUES(9,1,'EntityAssignment','BU000000020dca624dda707035738a1ee4/BV00000009881441d5133c44c400184aba',1.79573383823890519138e+09,'created','{"object_sid":"RD00000008030390614e4a7c7720ec6f99","object_type":"customer_profile_address"}');
INSERT INTO "history" VALUES(10,1,'EntityAssignment','BU000000020dca624dda707035738a1ee4/BV0000000a3df8cb43898db4b4f00fd692',1.79573383823890519138e+09,'created','{"object_sid":"BU000000010edb520b82ed927fbbce69e7","object_type":"RN6433641899984f951173ef1738c3bdd0"}');
INSERT INTO "history" VALUES(11,1,'CustomerProfile','BU000000020dca624dda707035738a1ee4',1.79573383823890519138e+09,'pending-review','{"before":"draft"}');
INSERT INTO "history" VALUES(12,1,'TrustProduct','BU0000000b8a1390430230a9195754f829',1.79573383823890519138e+09,'created','{"policy_sid":"RNb0d4771c2c98518d916a3d4cd70a8f8b","friendly_name":"acme","status":"draft","email":"isv@isv.example","status_callback":null,"errors":null}');
INSERT INTO "history" VALUES(13,1,'EndUser','IT0000000cc9742b7822d88254df1a8a82',1.79573383823890519138e+09,'created','{"friendly_name":"acme","type":"us_a2p_messaging_profile_information","attributes":{"company_type":"private"}}');
INSERT INTO "history" VALUES(14,1,'EntityAssignment','BU0000000b8a1390430230a9195754f829/BV0000000d42b93e84b545f60036b2a7ce',1.79573383823890519138e+09,'created','{"object_sid":"IT0000000cc9742b7822d88254df1a8a82","object_type":"us_a2p_messaging_profile_information"}');
INSERT INTO "history" VALUES(15,1,'EntityAssignment','BU0000000b8a1390430230a9195754f829/BV0000000ec25567baf56565448226d1e6',1.79573383823890519138e+09,'created','{"object_sid":"BU000000020dca624dda707035738a1ee4","object_type":"RNdfbf3fae0e1107f8aded0e7cead80bf5"}');
INSERT INTO "history" VALUES(16,1,'TrustProduct','BU0000000b8a1390430230a9195754f829',1.79573383823890519138e+09,'pending-review','{"before":"draft"}');
INSERT INTO "history" VALUES(17,1,'BrandRegistration','BN0000000ff59867febd5e444ef27e1b15',1.79573383823890519138e+09,'created','{"customer_profile_bundle_sid":"BU000000020dca624dda707035738a1ee4","a2p_profile_bundle_sid":"BU0000000b8a1390430230a9195754f829","brand_type":"STANDARD","mock":false,"skip_automatic_sec_vet":false,"status":"PENDING","identity_status":null,"tcr_id":null,"brand_score":null,"russell_3000":null,"government_entity":null,"tax_exempt_status":null,"errors":[],"update_count":0,"otp":"answered","authentication":"none","authentication_ahead":[],"ahead":[],"verdict":{}}');
INSERT INTO "history" VALUES(18,1,'CustomerProfile','BU0000001008b9a7bedfec56de874aa060',1.79573383823890519138e+09,'created','{"policy_sid":"RNdfbf3fae0e1107f8aded0e7cead80bf5","friendly_name":"told","status":"draft","email":"isv@isv.example","status_callback":"http://127.0.0.1:9/nobody","errors":null}');
INSERT INTO "history" VALUES(19,1,'CustomerProfile','BU0000001008b9a7bedfec56de874aa060',1.79573383823890519138e+09,'pending-review','{"before":"draft"}');
INSERT INTO "history" VALUES(20,1,'Key','SK00000013c66dfb199ed31a8451bf3845',1.79573383823890519138e+09,'created','{"friendly_name":"worker"}');
INSERT INTO "history" VALUES(21,3,'CustomerProfile','BU000000010edb520b82ed927fbbce69e7',1.79573383823881316178e+09,'created','{"policy_sid":"RN6433641899984f951173ef1738c3bdd0","friendly_name":"Primary customer profile of the sandbox","status":"twilio-approved","email":"compliance@isv.example","status_callback":null,"errors":null}');
INSERT INTO "history" VALUES(22,3,'CustomerProfile','BU000000020dca624dda707035738a1ee4',1.79573383823890519138e+09,'created','{"policy_sid":"RNdfbf3fae0e1107f8aded0e7cead80bf5","friendly_name":"acme","status":"draft","email":"isv@isv.example","status_callback":null,"errors":null}');
INSERT INTO "history" VALUES(23,3,'EndUser','IT00000003230ab4c32aeff7843319bcb2',1.79573383823890519138e+09,'created','{"friendly_name":"acme","type":"customer_profile_business_information","attributes":{"business_name":"Acme Heating LLC","business_identity":"direct_customer","business_type":"Limited Liability Corporation","business_industry":"CONSTRUCTION","business_registration_identifier":"EIN","business_registration_number":"12-3456789","business_regions_of_operation":"USA_AND_CANADA","website_url":"https://acme-heating.example","social_media_profile_urls":""}}');
INSERT INTO "history" VALUES(24,3,'EntityAssignment','BU000000020dca624dda707035738a1ee4/BV00000004b8c64857bb15dc4e6f4da3d3',1.79573383823890519138e+09,'created','{"object_sid":"IT00000003230ab4c32aeff7843319bcb2","object_type":"customer_profile_business_information"}');
INSERT INTO "history" VALUES(25,3,'EndUser','IT00000005097d91a877045e0dc1dd2911',1.79573383823890519138e+09,'created','{"friendly_name":"acme","type":"authorized_representative_1","attributes":{"first_name":"Ann","last_name":"Acme","email":"ann@acme-heating.example","phone_number":"+13035550142","business_title":"Owner","job_position":"CEO"}}');
INSERT INTO "history" VALUES(26,3,'EntityAssignment','BU000000020dca624dda707035738a1ee4/BV00000006f1485c7487b455aa0b5504a7',1.79573383823890519138e+09,'created','{"object_sid":"IT00000005097d91a877045e0dc1dd2911","object_type":"authorized_representative_1"}');
INSERT INTO "history" VALUES(27,3,'Address','AD00000007a205dc028a97ab478b8af3f0',1.79573383823890519138e+09,'created','{"customer_name":"Acme Heating LLC","street":"1 Main Street","city":"Denver","region":"CO","postal_code":"80202","iso_country":"US","street_secondary":null,"friendly_name":"acme","emergency_enabled":false}');
INSERT INTO "history" VALUES(28,3,'SupportingDocument','RD00000008030390614e4a7c7720ec6f99',1.79573383823890519138e+09,'created','{"friendly_name":"acme","type":"customer_profile_address","status":"DRAFT","attributes":{"address_sids":"AD00000007a205dc028a97ab478b8af3f0"}}');
INSERT INTO "history" VALUES(29,3,'EntityAssignment','BU000000020dca624dda707035738a1ee4/BV00000009881441d5133c44c400184aba',1.79573383823890519138e+09,'created','{"object_sid":"RD00000008030390614e4a7c7720ec6f99","object_type":"customer_profile_address"}');
INSERT INTO "history" VALUES(30,3,'EntityAssignment','BU000000020dca624dda707035738a1ee4/BV0000000a3df8cb43898db4b4f00fd692',1.79573383823890519138e+09,'created','{"object_sid":"BU000000010edb520b82ed927fbbce69e7","object_type":"RN6433641899984f951173ef1738c3bdd0"}');
INSERT INTO "history" VALUES(31,3,'CustomerProfile','BU000000020dca624dda707035738a1ee4',1.79573383823890519138e+09,'pending-review','{"before":"draft"}');
INSERT INTO "history" VALUES(32,3,'TrustProduct','BU0000000b8a1390430230a9195754f829',1.79573383823890519138e+09,'created','{"policy_sid":"RNb0d4771c2c98518d916a3d4cd70a8f8b","friendly_name":"acme","status":"draft","email":"isv@isv.example","status_callback":null,"errors":null}');
INSERT INTO "history" VALUES(33,3,'EndUser','IT0000000cc9742b7822d88254df1a8a82',1.79573383823890519138e+09,'created','{"friendly_name":"acme","type":"us_a2p_messaging_profile_information","attributes":{"company_type":"private"}}');
INSERT INTO "history" VALUES(34,3,'EntityAssignment','BU0000000b8a1390430230a9195754f829/BV0000000d42b93e84b545f60036b2a7ce',1.79573383823890519138e+09,'created','{"object_sid":"IT0000000cc9742b7822d88254df1a8a82","object_type":"us_a2p_messaging_profile_information"}');
INSERT INTO "history" VALUES(35,3,'EntityAssignment','BU0000000b8a1390430230a9195754f829/BV0000000ec25567baf56565448226d1e6',1.79573383823890519138e+09,'created','{"object_sid":"BU000000020dca624dda707035738a1ee4","object_type":"RNdfbf3fae0e1107f8aded0e7cead80bf5"}');
INSERT INTO "history" VALUES(36,3,'TrustProduct','BU0000000b8a1390430230a9195754f829',1.79573383823890519138e+09,'pending-review','{"before":"draft"}');
INSERT INTO "history" VALUES(37,3,'BrandRegistration','BN0000000ff59867febd5e444ef27e1b15',1.79573383823890519138e+09,'created','{"customer_profile_bundle_sid":"BU000000020dca624dda707035738a1ee4","a2p_profile_bundle_sid":"BU0000000b8a1390430230a9195754f829","brand_type":"STANDARD","mock":false,"skip_automatic_sec_vet":false,"status":"PENDING","identity_status":null,"tcr_id":null,"brand_score":null,"russell_3000":null,"government_entity":null,"tax_exempt_status":null,"errors":[],"update_count":0,"otp":"answered","authentication":"none","authentication_ahead":[],"ahead":[],"verdict":{}}');
INSERT INTO "history" VALUES(38,3,'CustomerProfile','BU0000001008b9a7bedfec56de874aa060',1.79573383823890519138e+09,'created','{"policy_sid":"RNdfbf3fae0e1107f8aded0e7cead80bf5","friendly_name":"told","status":"draft","email":"isv@isv.example","status_callback":"http://127.0.0.1:9/nobody","errors":null}');
INSERT INTO "history" VALUES(39,3,'CustomerProfile','BU0000001008b9a7bedfec56de874aa060',1.79573383823890519138e+09,'pending-review','{"before":"draft"}');
INSERT INTO "history" VALUES(40,3,'Key','SK00000013c66dfb199ed31a8451bf3845',1.79573383823890519138e+09,'created','{"friendly_name":"worker"}');
INSERT INTO "history" VALUES(41,1,'CustomerProfile','BU000000158832b0913ad3c5002ebb4248',1.79573383823890519138e+09,'created','{"policy_sid":"RNdfbf3fae0e1107f8aded0e7cead80bf5","friendly_name":"read","status":"draft","email":"isv@isv.example","status_callback":null,"errors":null}');
INSERT INTO "history" VALUES(42,1,'CustomerProfile','BU000000158832b0913ad3c5002ebb4248',1.79573383823890519138e+09,'pending-review','{"before":"draft"}');
CREATE TABLE installation (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    installation_id TEXT NOT NULL,
    seed TEXT NOT NULL
);
INSERT INTO "installation" VALUES(1,'a239d50e8eb68f8836f1491328af75bc','schema-6');
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
INSERT INTO "links" VALUES(1,'BU000000020dca624dda707035738a1ee4','BrandRegistration','BN0000000ff59867febd5e444ef27e1b15');
INSERT INTO "links" VALUES(1,'BU0000000b8a1390430230a9195754f829','BrandRegistration','BN0000000ff59867febd5e444ef27e1b15');
INSERT INTO "links" VALUES(1,'IT00000003230ab4c32aeff7843319bcb2','EntityAssignment','BU000000020dca624dda707035738a1ee4/BV00000004b8c64857bb15dc4e6f4da3d3');
INSERT INTO "links" VALUES(1,'IT00000005097d91a877045e0dc1dd2911','EntityAssignment','BU000000020dca624dda707035738a1ee4/BV00000006f1485c7487b455aa0b5504a7');
INSERT INTO "links" VALUES(1,'RD00000008030390614e4a7c7720ec6f99','EntityAssignment','BU000000020dca624dda707035738a1ee4/BV00000009881441d5133c44c400184aba');
INSERT INTO "links" VALUES(1,'BU000000010edb520b82ed927fbbce69e7','EntityAssignment','BU000000020dca624dda707035738a1ee4/BV0000000a3df8cb43898db4b4f00fd692');
INSERT INTO "links" VALUES(1,'IT0000000cc9742b7822d88254df1a8a82','EntityAssignment','BU0000000b8a1390430230a9195754f829/BV0000000d42b93e84b545f60036b2a7ce');
INSERT INTO "links" VALUES(1,'BU000000020dca624dda707035738a1ee4','EntityAssignment','BU0000000b8a1390430230a9195754f829/BV0000000ec25567baf56565448226d1e6');
INSERT INTO "links" VALUES(1,'AD00000007a205dc028a97ab478b8af3f0','SupportingDocument','RD00000008030390614e4a7c7720ec6f99');
INSERT INTO "links" VALUES(3,'BU000000020dca624dda707035738a1ee4','BrandRegistration','BN0000000ff59867febd5e444ef27e1b15');
INSERT INTO "links" VALUES(3,'BU0000000b8a1390430230a9195754f829','BrandRegistration','BN0000000ff59867febd5e444ef27e1b15');
INSERT INTO "links" VALUES(3,'IT00000003230ab4c32aeff7843319bcb2','EntityAssignment','BU000000020dca624dda707035738a1ee4/BV00000004b8c64857bb15dc4e6f4da3d3');
INSERT INTO "links" VALUES(3,'IT00000005097d91a877045e0dc1dd2911','EntityAssignment','BU000000020dca624dda707035738a1ee4/BV00000006f1485c7487b455aa0b5504a7');
INSERT INTO "links" VALUES(3,'RD00000008030390614e4a7c7720ec6f99','EntityAssignment','BU000000020dca624dda707035738a1ee4/BV00000009881441d5133c44c400184aba');
INSERT INTO "links" VALUES(3,'BU000000010edb520b82ed927fbbce69e7','EntityAssignment','BU000000020dca624dda707035738a1ee4/BV0000000a3df8cb43898db4b4f00fd692');
INSERT INTO "links" VALUES(3,'IT0000000cc9742b7822d88254df1a8a82','EntityAssignment','BU0000000b8a1390430230a9195754f829/BV0000000d42b93e84b545f60036b2a7ce');
INSERT INTO "links" VALUES(3,'BU000000020dca624dda707035738a1ee4','EntityAssignment','BU0000000b8a1390430230a9195754f829/BV0000000ec25567baf56565448226d1e6');
INSERT INTO "links" VALUES(3,'AD00000007a205dc028a97ab478b8af3f0','SupportingDocument','RD00000008030390614e4a7c7720ec6f99');
CREATE TABLE resources (
    id INTEGER PRIMARY KEY,
    account INTEGER NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    data TEXT NOT NULL
);
INSERT INTO "resources" VALUES(1,1,'CustomerProfile','BU000000010edb520b82ed927fbbce69e7',1795733838,1795733838,'{"policy_sid":"RN6433641899984f951173ef1738c3bdd0","friendly_name":"Primary customer profile of the sandbox","status":"twilio-approved","email":"compliance@isv.example","status_callback":null,"errors":null}');
INSERT INTO "resources" VALUES(2,1,'CustomerProfile','BU000000020dca624dda707035738a1ee4',1795733838,1795733838,'{"policy_sid":"RNdfbf3fae0e1107f8aded0e7cead80bf5","friendly_name":"acme","status":"pending-review","email":"isv@isv.example","status_callback":null,"errors":null}');
INSERT INTO "resources" VALUES(3,1,'EndUser','IT00000003230ab4c32aeff7843319bcb2',1795733838,1795733838,'{"friendly_name":"acme","type":"customer_profile_business_information","attributes":{"business_name":"Acme Heating LLC","business_identity":"direct_customer","business_type":"Limited Liability Corporation","business_industry":"CONSTRUCTION","business_registration_identifier":"EIN","business_registration_number":"12-3456789","business_regions_of_operation":"USA_AND_CANADA","website_url":"https://acme-heating.example","social_media_profile_urls":""}}');
INSERT INTO "resources" VALUES(4,1,'EntityAssignment','BU000000020dca624dda707035738a1ee4/BV00000004b8c64857bb15dc4e6f4da3d3',1795733838,1795733838,'{"object_sid":"IT00000003230ab4c32aeff7843319bcb2","object_type":"customer_profile_business_information"}');
INSERT INTO "resources" VALUES(5,1,'EndUser','IT00000005097d91a877045e0dc1dd2911',1795733838,1795733838,'{"friendly_name":"acme","type":"authorized_representative_1","attributes":{"first_name":"Ann","last_name":"Acme","email":"ann@acme-heating.example","phone_number":"+13035550142","business_title":"Owner","job_position":"CEO"}}');
INSERT INTO "resources" VALUES(6,1,'EntityAssignment','BU000000020dca624dda707035738a1ee4/BV00000006f1485c7487b455aa0b5504a7',1795733838,1795733838,'{"object_sid":"IT00000005097d91a877045e0dc1dd2911","object_type":"authorized_representative_1"}');
INSERT INTO "resources" VALUES(7,1,'Address','AD00000007a205dc028a97ab478b8af3f0',1795733838,1795733838,'{"customer_name":"Acme Heating LLC","street":"1 Main Street","city":"Denver","region":"CO","postal_code":"80202","iso_country":"US","street_secondary":null,"friendly_name":"acme","emergency_enabled":false}');
INSERT INTO "resources" VALUES(8,1,'SupportingDocument','RD00000008030390614e4a7c7720ec6f99',1795733838,1795733838,'{"friendly_name":"acme","type":"customer_profile_address","status":"DRAFT","attributes":{"address_sids":"AD00000007a205dc028a97ab478b8af3f0"}}');
INSERT INTO "resources" VALUES(9,1,'EntityAssignment','BU000000020dca624dda707035738a1ee4/BV00000009881441d5133c44c400184aba',1795733838,1795733838,'{"object_sid":"RD00000008030390614e4a7c7720ec6f99","object_type":"customer_profile_address"}');
INSERT INTO "resources" VALUES(10,1,'EntityAssignment','BU000000020dca624dda707035738a1ee4/BV0000000a3df8cb43898db4b4f00fd692',1795733838,1795733838,'{"object_sid":"BU000000010edb520b82ed927fbbce69e7","object_type":"RN6433641899984f951173ef1738c3bdd0"}');
INSERT INTO "resources" VALUES(11,1,'TrustProduct','BU0000000b8a1390430230a9195754f829',1795733838,1795733838,'{"policy_sid":"RNb0d4771c2c98518d916a3d4cd70a8f8b","friendly_name":"acme","status":"pending-review","email":"isv@isv.example","status_callback":null,"errors":null}');
INSERT INTO "resources" VALUES(12,1,'EndUser','IT0000000cc9742b7822d88254df1a8a82',1795733838,1795733838,'{"friendly_name":"acme","type":"us_a2p_messaging_profile_information","attributes":{"company_type":"private"}}');
INSERT INTO "resources" VALUES(13,1,'EntityAssignment','BU0000000b8a1390430230a9195754f829/BV0000000d42b93e84b545f60036b2a7ce',1795733838,1795733838,'{"object_sid":"IT0000000cc9742b7822d88254df1a8a82","object_type":"us_a2p_messaging_profile_information"}');
INSERT INTO "resources" VALUES(14,1,'EntityAssignment','BU0000000b8a1390430230a9195754f829/BV0000000ec25567baf56565448226d1e6',1795733838,1795733838,'{"object_sid":"BU000000020dca624dda707035738a1ee4","object_type":"RNdfbf3fae0e1107f8aded0e7cead80bf5"}');
INSERT INTO "resources" VALUES(15,1,'BrandRegistration','BN0000000ff59867febd5e444ef27e1b15',1795733838,1795733838,'{"customer_profile_bundle_sid":"BU000000020dca624dda707035738a1ee4","a2p_profile_bundle_sid":"BU0000000b8a1390430230a9195754f829","brand_type":"STANDARD","mock":false,"skip_automatic_sec_vet":false,"status":"PENDING","identity_status":null,"tcr_id":null,"brand_score":null,"russell_3000":null,"government_entity":null,"tax_exempt_status":null,"errors":[],"update_count":0,"otp":"answered","authentication":"none","authentication_ahead":[],"ahead":[],"verdict":{}}');
INSERT INTO "resources" VALUES(16,1,'CustomerProfile','BU0000001008b9a7bedfec56de874aa060',1795733838,1795733838,'{"policy_sid":"RNdfbf3fae0e1107f8aded0e7cead80bf5","friendly_name":"told","status":"pending-review","email":"isv@isv.example","status_callback":"http://127.0.0.1:9/nobody","errors":null}');
INSERT INTO "resources" VALUES(17,1,'Key','SK00000013c66dfb199ed31a8451bf3845',1795733838,1795733838,'{"friendly_name":"worker"}');
INSERT INTO "resources" VALUES(18,3,'CustomerProfile','BU000000010edb520b82ed927fbbce69e7',1795733838,1795733838,'{"policy_sid":"RN6433641899984f951173ef1738c3bdd0","friendly_name":"Primary customer profile of the sandbox","status":"twilio-approved","email":"compliance@isv.example","status_callback":null,"errors":null}');
INSERT INTO "resources" VALUES(19,3,'CustomerProfile','BU000000020dca624dda707035738a1ee4',1795733838,1795733838,'{"policy_sid":"RNdfbf3fae0e1107f8aded0e7cead80bf5","friendly_name":"acme","status":"pending-review","email":"isv@isv.example","status_callback":null,"errors":null}');
INSERT INTO "resources" VALUES(20,3,'EndUser','IT00000003230ab4c32aeff7843319bcb2',1795733838,1795733838,'{"friendly_name":"acme","type":"customer_profile_business_information","attributes":{"business_name":"Acme Heating LLC","business_identity":"direct_customer","business_type":"Limited Liability Corporation","business_industry":"CONSTRUCTION","business_registration_identifier":"EIN","business_registration_number":"12-3456789","business_regions_of_operation":"USA_AND_CANADA","website_url":"https://acme-heating.example","social_media_profile_urls":""}}');
INSERT INTO "resources" VALUES(21,3,'EntityAssignment','BU000000020dca624dda707035738a1ee4/BV00000004b8c64857bb15dc4e6f4da3d3',1795733838,1795733838,'{"object_sid":"IT00000003230ab4c32aeff7843319bcb2","object_type":"customer_profile_business_information"}');
INSERT INTO "resources" VALUES(22,3,'EndUser','IT00000005097d91a877045e0dc1dd2911',1795733838,1795733838,'{"friendly_name":"acme","type":"authorized_representative_1","attributes":{"first_name":"Ann","last_name":"Acme","email":"ann@acme-heating.example","phone_number":"+13035550142","business_title":"Owner","job_position":"CEO"}}');
INSERT INTO "resources" VALUES(23,3,'EntityAssignment','BU000000020dca624dda707035738a1ee4/BV00000006f1485c7487b455aa0b5504a7',1795733838,1795733838,'{"object_sid":"IT00000005097d91a877045e0dc1dd2911","object_type":"authorized_representative_1"}');
INSERT INTO "resources" VALUES(24,3,'Address','AD00000007a205dc028a97ab478b8af3f0',1795733838,1795733838,'{"customer_name":"Acme Heating LLC","street":"1 Main Street","city":"Denver","region":"CO","postal_code":"80202","iso_country":"US","street_secondary":null,"friendly_name":"acme","emergency_enabled":false}');
INSERT INTO "resources" VALUES(25,3,'SupportingDocument','RD00000008030390614e4a7c7720ec6f99',1795733838,1795733838,'{"friendly_name":"acme","type":"customer_profile_address","status":"DRAFT","attributes":{"address_sids":"AD00000007a205dc028a97ab478b8af3f0"}}');
INSERT INTO "resources" VALUES(26,3,'EntityAssignment','BU000000020dca624dda707035738a1ee4/BV00000009881441d5133c44c400184aba',1795733838,1795733838,'{"object_sid":"RD00000008030390614e4a7c7720ec6f99","object_type":"customer_profile_address"}');
INSERT INTO "resources" VALUES(27,3,'EntityAssignment','BU000000020dca624dda707035738a1ee4/BV0000000a3df8cb43898db4b4f00fd692',1795733838,1795733838,'{"object_sid":"BU000000010edb520b82ed927fbbce69e7","object_type":"RN6433641899984f951173ef1738c3bdd0"}');
INSERT INTO "resources" VALUES(28,3,'TrustProduct','BU0000000b8a1390430230a9195754f829',1795733838,1795733838,'{"policy_sid":"RNb0d4771c2c98518d916a3d4cd70a8f8b","friendly_name":"acme","status":"pending-review","email":"isv@isv.example","status_callback":null,"errors":null}');
INSERT INTO "resources" VALUES(29,3,'EndUser','IT0000000cc9742b7822d88254df1a8a82',1795733838,1795733838,'{"friendly_name":"acme","type":"us_a2p_messaging_profile_information","attributes":{"company_type":"private"}}');
INSERT INTO "resources" VALUES(30,3,'EntityAssignment','BU0000000b8a1390430230a9195754f829/BV0000000d42b93e84b545f60036b2a7ce',1795733838,1795733838,'{"object_sid":"IT0000000cc9742b7822d88254df1a8a82","object_type":"us_a2p_messaging_profile_information"}');
INSERT INTO "resources" VALUES(31,3,'EntityAssignment','BU0000000b8a1390430230a9195754f829/BV0000000ec25567baf56565448226d1e6',1795733838,1795733838,'{"object_sid":"BU000000020dca624dda707035738a1ee4","object_type":"RNdfbf3fae0e1107f8aded0e7cead80bf5"}');
INSERT INTO "resources" VALUES(32,3,'BrandRegistration','BN0000000ff59867febd5e444ef27e1b15',1795733838,1795733838,'{"customer_profile_bundle_sid":"BU000000020dca624dda707035738a1ee4","a2p_profile_bundle_sid":"BU0000000b8a1390430230a9195754f829","brand_type":"STANDARD","mock":false,"skip_automatic_sec_vet":false,"status":"PENDING","identity_status":null,"tcr_id":null,"brand_score":null,"russell_3000":null,"government_entity":null,"tax_exempt_status":null,"errors":[],"update_count":0,"otp":"answered","authentication":"none","authentication_ahead":[],"ahead":[],"verdict":{}}');
INSERT INTO "resources" VALUES(33,3,'CustomerProfile','BU0000001008b9a7bedfec56de874aa060',1795733838,1795733838,'{"policy_sid":"RNdfbf3fae0e1107f8aded0e7cead80bf5","friendly_name":"told","status":"pending-review","email":"isv@isv.example","status_callback":"http://127.0.0.1:9/nobody","errors":null}');
INSERT INTO "resources" VALUES(34,3,'Key','SK00000013c66dfb199ed31a8451bf3845',1795733838,1795733838,'{"friendly_name":"worker"}');
INSERT INTO "resources" VALUES(35,1,'CustomerProfile','BU000000158832b0913ad3c5002ebb4248',1795733838,1795733838,'{"policy_sid":"RNdfbf3fae0e1107f8aded0e7cead80bf5","friendly_name":"read","status":"pending-review","email":"isv@isv.example","status_callback":null,"errors":null}');
CREATE TABLE schedule (
    id INTEGER PRIMARY KEY,
    world INTEGER NOT NULL,
    account INTEGER NOT NULL,
    at REAL NOT NULL,
    step TEXT NOT NULL,
    key TEXT NOT NULL
, reads INTEGER);
INSERT INTO "schedule" VALUES(1,1,1,1.79573384023890519141e+09,'CustomerProfile.in_review','BU000000020dca624dda707035738a1ee4',NULL);
INSERT INTO "schedule" VALUES(2,1,1,1.79573384023890519141e+09,'TrustProduct.in_review','BU0000000b8a1390430230a9195754f829',NULL);
INSERT INTO "schedule" VALUES(3,1,1,1.79573384023890519141e+09,'BrandRegistration.register','BN0000000ff59867febd5e444ef27e1b15',NULL);
INSERT INTO "schedule" VALUES(4,1,1,1.79573384023890519141e+09,'CustomerProfile.in_review','BU0000001008b9a7bedfec56de874aa060',NULL);
INSERT INTO "schedule" VALUES(5,-3,3,1.79573384023890519141e+09,'CustomerProfile.in_review','BU000000020dca624dda707035738a1ee4',NULL);
INSERT INTO "schedule" VALUES(6,-3,3,1.79573384023890519141e+09,'TrustProduct.in_review','BU0000000b8a1390430230a9195754f829',NULL);
INSERT INTO "schedule" VALUES(7,-3,3,1.79573384023890519141e+09,'BrandRegistration.register','BN0000000ff59867febd5e444ef27e1b15',NULL);
INSERT INTO "schedule" VALUES(8,-3,3,1.79573384023890519141e+09,'CustomerProfile.in_review','BU0000001008b9a7bedfec56de874aa060',NULL);
INSERT INTO "schedule" VALUES(9,1,1,1000000000000.0,'CustomerProfile.in_review','BU000000158832b0913ad3c5002ebb4248',2);
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
INSERT INTO "snapshots" VALUES(1,1,'kept',1.79573383878505444524e+09,'{"now":1795733838.2389052,"speed":0.0,"stream":"schema-6/ACa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1/1","drawn":20,"settings":{},"scripts":[],"accounts":[{"number":3,"sid":"ACa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1","parent":null,"token":"first","data":"{\"friendly_name\":\"Sandbox account\",\"status\":\"active\"}","created_at":1795733838.238783,"updated_at":1795733838.238783,"api_keys":[{"sid":"SK00000013c66dfb199ed31a8451bf3845","account":1,"digest":"31c1fddc5611cc91e396b9ff145e119cac72512eda45dc55938b97f2d36fbaf2"}],"sink_destinations":[]},{"number":4,"sid":"AC0000001112f5d1fa2974e466c43d4842","parent":3,"token":"942c2573c852c3deb867e374296ab7ab","data":"{\"friendly_name\":\"customer\",\"status\":\"active\"}","created_at":1795733838.2389052,"updated_at":1795733838.2389052,"api_keys":[],"sink_destinations":[]}]}');
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
INSERT INTO "worlds" VALUES(1,'ACa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1','fc29d3b61cd4527c1280cb2cdbe7c257',1,1.79573383823868918413e+09,'schema-6/ACa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1/1',21,1.79573383823890519138e+09,1.79573383823890519138e+09,0.0,'{"reviews":{"timing-bundle-to-in-review":{"reads":2}}}');
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
INSERT INTO "sqlite_sequence" VALUES('accounts',4);
INSERT INTO "sqlite_sequence" VALUES('deliveries',1);
COMMIT;
