-- key SK0000001381e65120f3001198fc6503d9 7a755be80869173be3cd204385776dc7
PRAGMA user_version = 4;
BEGIN TRANSACTION;
CREATE TABLE accounts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    world INTEGER NOT NULL,
    sid TEXT NOT NULL UNIQUE,
    parent INTEGER,
    token TEXT,
    data TEXT NOT NULL
, created_at REAL NOT NULL DEFAULT 0, updated_at REAL NOT NULL DEFAULT 0);
INSERT INTO "accounts" VALUES(1,1,'ACa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1',NULL,'first','{"friendly_name":"Sandbox account","status":"active"}',1.79573383436926770212e+09,1.79573383436926770212e+09);
INSERT INTO "accounts" VALUES(2,1,'AC0000001147011e10524eb65fc203665a',1,'61a0c48deefa28090c11a763d3af7c48','{"friendly_name":"customer","status":"active"}',1.79573383436937260631e+09,1.79573383436937260631e+09);
CREATE TABLE api_keys (
    sid TEXT PRIMARY KEY,
    account INTEGER NOT NULL,
    digest TEXT NOT NULL
) WITHOUT ROWID;
INSERT INTO "api_keys" VALUES('SK0000001381e65120f3001198fc6503d9',1,'322a83182e755da4ae1fa627b96b8a72d0a6315bf9ea0ab07b9587d61185e508');
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
INSERT INTO "deliveries" VALUES(1,1,1,'callback','BU0000001023fce2649ea024842a4d8381','pending-review','','http://127.0.0.1:9/nobody','POST',0,X'4163636F756E745369643D414361316131613161316131613161316131613161316131613161316131613161312642756E646C655369643D42553030303030303130323366636532363439656130323438343261346438333831265374617475733D70656E64696E672D726576696577',1.79573383436937260631e+09,1.79573383436937260631e+09,1.79573385858248496058e+09,0,'waiting','','[{"at":1795733834.3693726,"status":null,"error":"Connection refused","seconds":0.0}]');
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
INSERT INTO "history" VALUES(1,1,'CustomerProfile','BU000000017bd10b1a6453b7bda7faaa3a',1.79573383436930513381e+09,'created','{"policy_sid":"RN6433641899984f951173ef1738c3bdd0","friendly_name":"Primary customer profile of the sandbox","status":"twilio-approved","email":"compliance@isv.example","status_callback":null,"errors":null}');
INSERT INTO "history" VALUES(2,1,'CustomerProfile','BU000000029463abd191603190adf3b24c',1.79573383436937260631e+09,'created','{"policy_sid":"RNdfbf3fae0e1107f8aded0e7cead80bf5","friendly_name":"acme","status":"draft","email":"isv@isv.example","status_callback":null,"errors":null}');
INSERT INTO "history" VALUES(3,1,'EndUser','IT00000003b4c877df3573ebea5cd23801',1.79573383436937260631e+09,'created','{"friendly_name":"acme","type":"customer_profile_business_information","attributes":{"business_name":"Acme Heating LLC","business_identity":"direct_customer","business_type":"Limited Liability Corporation","business_industry":"CONSTRUCTION","business_registration_identifier":"EIN","business_registration_number":"12-3456789","business_regions_of_operation":"USA_AND_CANADA","website_url":"https://acme-heating.example","social_media_profile_urls":""}}');
INSERT INTO "history" VALUES(4,1,'EntityAssignment','BU000000029463abd191603190adf3b24c/BV00000004e5f9f4b62cc8537a3f378039',1.79573383436937260631e+09,'created','{"object_sid":"IT00000003b4c877df3573ebea5cd23801","object_type":"customer_profile_business_information"}');
INSERT INTO "history" VALUES(5,1,'EndUser','IT00000005231d909c17ee6f7a9c0f848a',1.79573383436937260631e+09,'created','{"friendly_name":"acme","type":"authorized_representative_1","attributes":{"first_name":"Ann","last_name":"Acme","email":"ann@acme-heating.example","phone_number":"+13035550142","business_title":"Owner","job_position":"CEO"}}');
INSERT INTO "history" VALUES(6,1,'EntityAssignment','BU000000029463abd191603190adf3b24c/BV0000000677d7d0e4d90c3fe649b3e5b6',1.79573383436937260631e+09,'created','{"object_sid":"IT00000005231d909c17ee6f7a9c0f848a","object_type":"authorized_representative_1"}');
INSERT INTO "history" VALUES(7,1,'Address','AD00000007569a0918bcb9ddbe046ad434',1.79573383436937260631e+09,'created','{"customer_name":"Acme Heating LLC","street":"1 Main Street","city":"Denver","region":"CO","postal_code":"80202","iso_country":"US","street_secondary":null,"friendly_name":"acme","emergency_enabled":false}');
INSERT INTO "history" VALUES(8,1,'SupportingDocument','RD000000086ed4fbc8812dbd5761693a48',1.79573383436937260631e+09,'created','{"friendly_name":"acme","type":"customer_profile_address","status":"DRAFT","attributes":{"address_sids":"AD00000007569a0918bcb9ddbe046ad434"}}');
INSERT INTO "history" VALUES(9,1,'EntityAssignment','BU000000029463abd191603190adf3b24c/BV00000009fcc2de0a5f7b8df8554fad1d',1.79573383436937260631e+09,'created','{"object_sid":"RD000000086ed4fbc8812dbd5761693a48","object_type":"customer_profile_address"}');
INSERT INTO "history" VALUES(10,1,'EntityAssignment','BU000000029463abd191603190adf3b24c/BV0000000a0cadb2a8a7099fcc3d85825d',1.79573383436937260631e+09,'created','{"object_sid":"BU000000017bd10b1a6453b7bda7faaa3a","object_type":"RN6433641899984f951173ef1738c3bdd0"}');
INSERT INTO "history" VALUES(11,1,'CustomerProfile','BU000000029463abd191603190adf3b24c',1.79573383436937260631e+09,'pending-review','{"before":"draft"}');
INSERT INTO "history" VALUES(12,1,'TrustProduct','BU0000000b9f0ff9b8f015bafc55e8fe25',1.79573383436937260631e+09,'created','{"policy_sid":"RNb0d4771c2c98518d916a3d4cd70a8f8b","friendly_name":"acme","status":"draft","email":"isv@isv.example","status_callback":null,"errors":null}');
INSERT INTO "history" VALUES(13,1,'EndUser','IT0000000c07d5eb4f60135122585a65bb',1.79573383436937260631e+09,'created','{"friendly_name":"acme","type":"us_a2p_messaging_profile_information","attributes":{"company_type":"private"}}');
INSERT INTO "history" VALUES(14,1,'EntityAssignment','BU0000000b9f0ff9b8f015bafc55e8fe25/BV0000000d14e7636103568dd6b823cd03',1.79573383436937260631e+09,'created','{"object_sid":"IT0000000c07d5eb4f60135122585a65bb","object_type":"us_a2p_messaging_profile_information"}');
INSERT INTO "history" VALUES(15,1,'EntityAssignment','BU0000000b9f0ff9b8f015bafc55e8fe25/BV0000000e73854100c2b4a58de945c39a',1.79573383436937260631e+09,'created','{"object_sid":"BU000000029463abd191603190adf3b24c","object_type":"RNdfbf3fae0e1107f8aded0e7cead80bf5"}');
INSERT INTO "history" VALUES(16,1,'TrustProduct','BU0000000b9f0ff9b8f015bafc55e8fe25',1.79573383436937260631e+09,'pending-review','{"before":"draft"}');
INSERT INTO "history" VALUES(17,1,'BrandRegistration','BN0000000fcfc2104d3c60e0cc5b6cb70c',1.79573383436937260631e+09,'created','{"customer_profile_bundle_sid":"BU000000029463abd191603190adf3b24c","a2p_profile_bundle_sid":"BU0000000b9f0ff9b8f015bafc55e8fe25","brand_type":"STANDARD","mock":false,"skip_automatic_sec_vet":false,"status":"PENDING","identity_status":null,"tcr_id":null,"brand_score":null,"russell_3000":null,"government_entity":null,"tax_exempt_status":null,"errors":[],"update_count":0,"authentication":"none","ahead":[],"verdict":{}}');
INSERT INTO "history" VALUES(18,1,'CustomerProfile','BU0000001023fce2649ea024842a4d8381',1.79573383436937260631e+09,'created','{"policy_sid":"RNdfbf3fae0e1107f8aded0e7cead80bf5","friendly_name":"told","status":"draft","email":"isv@isv.example","status_callback":"http://127.0.0.1:9/nobody","errors":null}');
INSERT INTO "history" VALUES(19,1,'CustomerProfile','BU0000001023fce2649ea024842a4d8381',1.79573383436937260631e+09,'pending-review','{"before":"draft"}');
INSERT INTO "history" VALUES(20,1,'Key','SK0000001381e65120f3001198fc6503d9',1.79573383436937260631e+09,'created','{"friendly_name":"worker"}');
INSERT INTO "history" VALUES(21,3,'CustomerProfile','BU000000017bd10b1a6453b7bda7faaa3a',1.79573383436930513381e+09,'created','{"policy_sid":"RN6433641899984f951173ef1738c3bdd0","friendly_name":"Primary customer profile of the sandbox","status":"twilio-approved","email":"compliance@isv.example","status_callback":null,"errors":null}');
INSERT INTO "history" VALUES(22,3,'CustomerProfile','BU000000029463abd191603190adf3b24c',1.79573383436937260631e+09,'created','{"policy_sid":"RNdfbf3fae0e1107f8aded0e7cead80bf5","friendly_name":"acme","status":"draft","email":"isv@isv.example","status_callback":null,"errors":null}');
INSERT INTO "history" VALUES(23,3,'EndUser','IT00000003b4c877df3573ebea5cd23801',1.79573383436937260631e+09,'created','{"friendly_name":"acme","type":"customer_profile_business_information","attributes":{"business_name":"Acme Heating LLC","business_identity":"direct_customer","business_type":"Limited Liability Corporation","business_industry":"CONSTRUCTION","business_registration_identifier":"EIN","business_registration_number":"12-3456789","business_regions_of_operation":"USA_AND_CANADA","website_url":"https://acme-heating.example","social_media_profile_urls":""}}');
INSERT INTO "history" VALUES(24,3,'EntityAssignment','BU000000029463abd191603190adf3b24c/BV00000004e5f9f4b62cc8537a3f378039',1.79573383436937260631e+09,'created','{"object_sid":"IT00000003b4c877df3573ebea5cd23801","object_type":"customer_profile_business_information"}');
INSERT INTO "history" VALUES(25,3,'EndUser','IT00000005231d909c17ee6f7a9c0f848a',1.79573383436937260631e+09,'created','{"friendly_name":"acme","type":"authorized_representative_1","attributes":{"first_name":"Ann","last_name":"Acme","email":"ann@acme-heating.example","phone_number":"+13035550142","business_title":"Owner","job_position":"CEO"}}');
INSERT INTO "history" VALUES(26,3,'EntityAssignment','BU000000029463abd191603190adf3b24c/BV0000000677d7d0e4d90c3fe649b3e5b6',1.79573383436937260631e+09,'created','{"object_sid":"IT00000005231d909c17ee6f7a9c0f848a","object_type":"authorized_representative_1"}');
INSERT INTO "history" VALUES(27,3,'Address','AD00000007569a0918bcb9ddbe046ad434',1.79573383436937260631e+09,'created','{"customer_name":"Acme Heating LLC","street":"1 Main Street","city":"Denver","region":"CO","postal_code":"80202","iso_country":"US","street_secondary":null,"friendly_name":"acme","emergency_enabled":false}');
INSERT INTO "history" VALUES(28,3,'SupportingDocument','RD000000086ed4fbc8812dbd5761693a48',1.79573383436937260631e+09,'created','{"friendly_name":"acme","type":"customer_profile_address","status":"DRAFT","attributes":{"address_sids":"AD00000007569a0918bcb9ddbe046ad434"}}');
INSERT INTO "history" VALUES(29,3,'EntityAssignment','BU000000029463abd191603190adf3b24c/BV00000009fcc2de0a5f7b8df8554fad1d',1.79573383436937260631e+09,'created','{"object_sid":"RD000000086ed4fbc8812dbd5761693a48","object_type":"customer_profile_address"}');
INSERT INTO "history" VALUES(30,3,'EntityAssignment','BU000000029463abd191603190adf3b24c/BV0000000a0cadb2a8a7099fcc3d85825d',1.79573383436937260631e+09,'created','{"object_sid":"BU000000017bd10b1a6453b7bda7faaa3a","object_type":"RN6433641899984f951173ef1738c3bdd0"}');
INSERT INTO "history" VALUES(31,3,'CustomerProfile','BU000000029463abd191603190adf3b24c',1.79573383436937260631e+09,'pending-review','{"before":"draft"}');
INSERT INTO "history" VALUES(32,3,'TrustProduct','BU0000000b9f0ff9b8f015bafc55e8fe25',1.79573383436937260631e+09,'created','{"policy_sid":"RNb0d4771c2c98518d916a3d4cd70a8f8b","friendly_name":"acme","status":"draft","email":"isv@isv.example","status_callback":null,"errors":null}');
INSERT INTO "history" VALUES(33,3,'EndUser','IT0000000c07d5eb4f60135122585a65bb',1.79573383436937260631e+09,'created','{"friendly_name":"acme","type":"us_a2p_messaging_profile_information","attributes":{"company_type":"private"}}');
INSERT INTO "history" VALUES(34,3,'EntityAssignment','BU0000000b9f0ff9b8f015bafc55e8fe25/BV0000000d14e7636103568dd6b823cd03',1.79573383436937260631e+09,'created','{"object_sid":"IT0000000c07d5eb4f60135122585a65bb","object_type":"us_a2p_messaging_profile_information"}');
INSERT INTO "history" VALUES(35,3,'EntityAssignment','BU0000000b9f0ff9b8f015bafc55e8fe25/BV0000000e73854100c2b4a58de945c39a',1.79573383436937260631e+09,'created','{"object_sid":"BU000000029463abd191603190adf3b24c","object_type":"RNdfbf3fae0e1107f8aded0e7cead80bf5"}');
INSERT INTO "history" VALUES(36,3,'TrustProduct','BU0000000b9f0ff9b8f015bafc55e8fe25',1.79573383436937260631e+09,'pending-review','{"before":"draft"}');
INSERT INTO "history" VALUES(37,3,'BrandRegistration','BN0000000fcfc2104d3c60e0cc5b6cb70c',1.79573383436937260631e+09,'created','{"customer_profile_bundle_sid":"BU000000029463abd191603190adf3b24c","a2p_profile_bundle_sid":"BU0000000b9f0ff9b8f015bafc55e8fe25","brand_type":"STANDARD","mock":false,"skip_automatic_sec_vet":false,"status":"PENDING","identity_status":null,"tcr_id":null,"brand_score":null,"russell_3000":null,"government_entity":null,"tax_exempt_status":null,"errors":[],"update_count":0,"authentication":"none","ahead":[],"verdict":{}}');
INSERT INTO "history" VALUES(38,3,'CustomerProfile','BU0000001023fce2649ea024842a4d8381',1.79573383436937260631e+09,'created','{"policy_sid":"RNdfbf3fae0e1107f8aded0e7cead80bf5","friendly_name":"told","status":"draft","email":"isv@isv.example","status_callback":"http://127.0.0.1:9/nobody","errors":null}');
INSERT INTO "history" VALUES(39,3,'CustomerProfile','BU0000001023fce2649ea024842a4d8381',1.79573383436937260631e+09,'pending-review','{"before":"draft"}');
INSERT INTO "history" VALUES(40,3,'Key','SK0000001381e65120f3001198fc6503d9',1.79573383436937260631e+09,'created','{"friendly_name":"worker"}');
CREATE TABLE installation (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    installation_id TEXT NOT NULL,
    seed TEXT NOT NULL
);
INSERT INTO "installation" VALUES(1,'5239e869ff947a1374bfe4baf9032d86','schema-4');
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
INSERT INTO "links" VALUES(1,'BU000000029463abd191603190adf3b24c','BrandRegistration','BN0000000fcfc2104d3c60e0cc5b6cb70c');
INSERT INTO "links" VALUES(1,'BU0000000b9f0ff9b8f015bafc55e8fe25','BrandRegistration','BN0000000fcfc2104d3c60e0cc5b6cb70c');
INSERT INTO "links" VALUES(1,'IT00000003b4c877df3573ebea5cd23801','EntityAssignment','BU000000029463abd191603190adf3b24c/BV00000004e5f9f4b62cc8537a3f378039');
INSERT INTO "links" VALUES(1,'IT00000005231d909c17ee6f7a9c0f848a','EntityAssignment','BU000000029463abd191603190adf3b24c/BV0000000677d7d0e4d90c3fe649b3e5b6');
INSERT INTO "links" VALUES(1,'RD000000086ed4fbc8812dbd5761693a48','EntityAssignment','BU000000029463abd191603190adf3b24c/BV00000009fcc2de0a5f7b8df8554fad1d');
INSERT INTO "links" VALUES(1,'BU000000017bd10b1a6453b7bda7faaa3a','EntityAssignment','BU000000029463abd191603190adf3b24c/BV0000000a0cadb2a8a7099fcc3d85825d');
INSERT INTO "links" VALUES(1,'IT0000000c07d5eb4f60135122585a65bb','EntityAssignment','BU0000000b9f0ff9b8f015bafc55e8fe25/BV0000000d14e7636103568dd6b823cd03');
INSERT INTO "links" VALUES(1,'BU000000029463abd191603190adf3b24c','EntityAssignment','BU0000000b9f0ff9b8f015bafc55e8fe25/BV0000000e73854100c2b4a58de945c39a');
INSERT INTO "links" VALUES(1,'AD00000007569a0918bcb9ddbe046ad434','SupportingDocument','RD000000086ed4fbc8812dbd5761693a48');
INSERT INTO "links" VALUES(3,'BU000000029463abd191603190adf3b24c','BrandRegistration','BN0000000fcfc2104d3c60e0cc5b6cb70c');
INSERT INTO "links" VALUES(3,'BU0000000b9f0ff9b8f015bafc55e8fe25','BrandRegistration','BN0000000fcfc2104d3c60e0cc5b6cb70c');
INSERT INTO "links" VALUES(3,'IT00000003b4c877df3573ebea5cd23801','EntityAssignment','BU000000029463abd191603190adf3b24c/BV00000004e5f9f4b62cc8537a3f378039');
INSERT INTO "links" VALUES(3,'IT00000005231d909c17ee6f7a9c0f848a','EntityAssignment','BU000000029463abd191603190adf3b24c/BV0000000677d7d0e4d90c3fe649b3e5b6');
INSERT INTO "links" VALUES(3,'RD000000086ed4fbc8812dbd5761693a48','EntityAssignment','BU000000029463abd191603190adf3b24c/BV00000009fcc2de0a5f7b8df8554fad1d');
INSERT INTO "links" VALUES(3,'BU000000017bd10b1a6453b7bda7faaa3a','EntityAssignment','BU000000029463abd191603190adf3b24c/BV0000000a0cadb2a8a7099fcc3d85825d');
INSERT INTO "links" VALUES(3,'IT0000000c07d5eb4f60135122585a65bb','EntityAssignment','BU0000000b9f0ff9b8f015bafc55e8fe25/BV0000000d14e7636103568dd6b823cd03');
INSERT INTO "links" VALUES(3,'BU000000029463abd191603190adf3b24c','EntityAssignment','BU0000000b9f0ff9b8f015bafc55e8fe25/BV0000000e73854100c2b4a58de945c39a');
INSERT INTO "links" VALUES(3,'AD00000007569a0918bcb9ddbe046ad434','SupportingDocument','RD000000086ed4fbc8812dbd5761693a48');
CREATE TABLE resources (
    id INTEGER PRIMARY KEY,
    account INTEGER NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    data TEXT NOT NULL
);
INSERT INTO "resources" VALUES(1,1,'CustomerProfile','BU000000017bd10b1a6453b7bda7faaa3a',1795733834,1795733834,'{"policy_sid":"RN6433641899984f951173ef1738c3bdd0","friendly_name":"Primary customer profile of the sandbox","status":"twilio-approved","email":"compliance@isv.example","status_callback":null,"errors":null}');
INSERT INTO "resources" VALUES(2,1,'CustomerProfile','BU000000029463abd191603190adf3b24c',1795733834,1795733834,'{"policy_sid":"RNdfbf3fae0e1107f8aded0e7cead80bf5","friendly_name":"acme","status":"pending-review","email":"isv@isv.example","status_callback":null,"errors":null}');
INSERT INTO "resources" VALUES(3,1,'EndUser','IT00000003b4c877df3573ebea5cd23801',1795733834,1795733834,'{"friendly_name":"acme","type":"customer_profile_business_information","attributes":{"business_name":"Acme Heating LLC","business_identity":"direct_customer","business_type":"Limited Liability Corporation","business_industry":"CONSTRUCTION","business_registration_identifier":"EIN","business_registration_number":"12-3456789","business_regions_of_operation":"USA_AND_CANADA","website_url":"https://acme-heating.example","social_media_profile_urls":""}}');
INSERT INTO "resources" VALUES(4,1,'EntityAssignment','BU000000029463abd191603190adf3b24c/BV00000004e5f9f4b62cc8537a3f378039',1795733834,1795733834,'{"object_sid":"IT00000003b4c877df3573ebea5cd23801","object_type":"customer_profile_business_information"}');
INSERT INTO "resources" VALUES(5,1,'EndUser','IT00000005231d909c17ee6f7a9c0f848a',1795733834,1795733834,'{"friendly_name":"acme","type":"authorized_representative_1","attributes":{"first_name":"Ann","last_name":"Acme","email":"ann@acme-heating.example","phone_number":"+13035550142","business_title":"Owner","job_position":"CEO"}}');
INSERT INTO "resources" VALUES(6,1,'EntityAssignment','BU000000029463abd191603190adf3b24c/BV0000000677d7d0e4d90c3fe649b3e5b6',1795733834,1795733834,'{"object_sid":"IT00000005231d909c17ee6f7a9c0f848a","object_type":"authorized_representative_1"}');
INSERT INTO "resources" VALUES(7,1,'Address','AD00000007569a0918bcb9ddbe046ad434',1795733834,1795733834,'{"customer_name":"Acme Heating LLC","street":"1 Main Street","city":"Denver","region":"CO","postal_code":"80202","iso_country":"US","street_secondary":null,"friendly_name":"acme","emergency_enabled":false}');
INSERT INTO "resources" VALUES(8,1,'SupportingDocument','RD000000086ed4fbc8812dbd5761693a48',1795733834,1795733834,'{"friendly_name":"acme","type":"customer_profile_address","status":"DRAFT","attributes":{"address_sids":"AD00000007569a0918bcb9ddbe046ad434"}}');
INSERT INTO "resources" VALUES(9,1,'EntityAssignment','BU000000029463abd191603190adf3b24c/BV00000009fcc2de0a5f7b8df8554fad1d',1795733834,1795733834,'{"object_sid":"RD000000086ed4fbc8812dbd5761693a48","object_type":"customer_profile_address"}');
INSERT INTO "resources" VALUES(10,1,'EntityAssignment','BU000000029463abd191603190adf3b24c/BV0000000a0cadb2a8a7099fcc3d85825d',1795733834,1795733834,'{"object_sid":"BU000000017bd10b1a6453b7bda7faaa3a","object_type":"RN6433641899984f951173ef1738c3bdd0"}');
INSERT INTO "resources" VALUES(11,1,'TrustProduct','BU0000000b9f0ff9b8f015bafc55e8fe25',1795733834,1795733834,'{"policy_sid":"RNb0d4771c2c98518d916a3d4cd70a8f8b","friendly_name":"acme","status":"pending-review","email":"isv@isv.example","status_callback":null,"errors":null}');
INSERT INTO "resources" VALUES(12,1,'EndUser','IT0000000c07d5eb4f60135122585a65bb',1795733834,1795733834,'{"friendly_name":"acme","type":"us_a2p_messaging_profile_information","attributes":{"company_type":"private"}}');
INSERT INTO "resources" VALUES(13,1,'EntityAssignment','BU0000000b9f0ff9b8f015bafc55e8fe25/BV0000000d14e7636103568dd6b823cd03',1795733834,1795733834,'{"object_sid":"IT0000000c07d5eb4f60135122585a65bb","object_type":"us_a2p_messaging_profile_information"}');
INSERT INTO "resources" VALUES(14,1,'EntityAssignment','BU0000000b9f0ff9b8f015bafc55e8fe25/BV0000000e73854100c2b4a58de945c39a',1795733834,1795733834,'{"object_sid":"BU000000029463abd191603190adf3b24c","object_type":"RNdfbf3fae0e1107f8aded0e7cead80bf5"}');
INSERT INTO "resources" VALUES(15,1,'BrandRegistration','BN0000000fcfc2104d3c60e0cc5b6cb70c',1795733834,1795733834,'{"customer_profile_bundle_sid":"BU000000029463abd191603190adf3b24c","a2p_profile_bundle_sid":"BU0000000b9f0ff9b8f015bafc55e8fe25","brand_type":"STANDARD","mock":false,"skip_automatic_sec_vet":false,"status":"PENDING","identity_status":null,"tcr_id":null,"brand_score":null,"russell_3000":null,"government_entity":null,"tax_exempt_status":null,"errors":[],"update_count":0,"authentication":"none","ahead":[],"verdict":{}}');
INSERT INTO "resources" VALUES(16,1,'CustomerProfile','BU0000001023fce2649ea024842a4d8381',1795733834,1795733834,'{"policy_sid":"RNdfbf3fae0e1107f8aded0e7cead80bf5","friendly_name":"told","status":"pending-review","email":"isv@isv.example","status_callback":"http://127.0.0.1:9/nobody","errors":null}');
INSERT INTO "resources" VALUES(17,1,'Key','SK0000001381e65120f3001198fc6503d9',1795733834,1795733834,'{"friendly_name":"worker"}');
INSERT INTO "resources" VALUES(18,3,'CustomerProfile','BU000000017bd10b1a6453b7bda7faaa3a',1795733834,1795733834,'{"policy_sid":"RN6433641899984f951173ef1738c3bdd0","friendly_name":"Primary customer profile of the sandbox","status":"twilio-approved","email":"compliance@isv.example","status_callback":null,"errors":null}');
INSERT INTO "resources" VALUES(19,3,'CustomerProfile','BU000000029463abd191603190adf3b24c',1795733834,1795733834,'{"policy_sid":"RNdfbf3fae0e1107f8aded0e7cead80bf5","friendly_name":"acme","status":"pending-review","email":"isv@isv.example","status_callback":null,"errors":null}');
INSERT INTO "resources" VALUES(20,3,'EndUser','IT00000003b4c877df3573ebea5cd23801',1795733834,1795733834,'{"friendly_name":"acme","type":"customer_profile_business_information","attributes":{"business_name":"Acme Heating LLC","business_identity":"direct_customer","business_type":"Limited Liability Corporation","business_industry":"CONSTRUCTION","business_registration_identifier":"EIN","business_registration_number":"12-3456789","business_regions_of_operation":"USA_AND_CANADA","website_url":"https://acme-heating.example","social_media_profile_urls":""}}');
INSERT INTO "resources" VALUES(21,3,'EntityAssignment','BU000000029463abd191603190adf3b24c/BV00000004e5f9f4b62cc8537a3f378039',1795733834,1795733834,'{"object_sid":"IT00000003b4c877df3573ebea5cd23801","object_type":"customer_profile_business_information"}');
INSERT INTO "resources" VALUES(22,3,'EndUser','IT00000005231d909c17ee6f7a9c0f848a',1795733834,1795733834,'{"friendly_name":"acme","type":"authorized_representative_1","attributes":{"first_name":"Ann","last_name":"Acme","email":"ann@acme-heating.example","phone_number":"+13035550142","business_title":"Owner","job_position":"CEO"}}');
INSERT INTO "resources" VALUES(23,3,'EntityAssignment','BU000000029463abd191603190adf3b24c/BV0000000677d7d0e4d90c3fe649b3e5b6',1795733834,1795733834,'{"object_sid":"IT00000005231d909c17ee6f7a9c0f848a","object_type":"authorized_representative_1"}');
INSERT INTO "resources" VALUES(24,3,'Address','AD00000007569a0918bcb9ddbe046ad434',1795733834,1795733834,'{"customer_name":"Acme Heating LLC","street":"1 Main Street","city":"Denver","region":"CO","postal_code":"80202","iso_country":"US","street_secondary":null,"friendly_name":"acme","emergency_enabled":false}');
INSERT INTO "resources" VALUES(25,3,'SupportingDocument','RD000000086ed4fbc8812dbd5761693a48',1795733834,1795733834,'{"friendly_name":"acme","type":"customer_profile_address","status":"DRAFT","attributes":{"address_sids":"AD00000007569a0918bcb9ddbe046ad434"}}');
INSERT INTO "resources" VALUES(26,3,'EntityAssignment','BU000000029463abd191603190adf3b24c/BV00000009fcc2de0a5f7b8df8554fad1d',1795733834,1795733834,'{"object_sid":"RD000000086ed4fbc8812dbd5761693a48","object_type":"customer_profile_address"}');
INSERT INTO "resources" VALUES(27,3,'EntityAssignment','BU000000029463abd191603190adf3b24c/BV0000000a0cadb2a8a7099fcc3d85825d',1795733834,1795733834,'{"object_sid":"BU000000017bd10b1a6453b7bda7faaa3a","object_type":"RN6433641899984f951173ef1738c3bdd0"}');
INSERT INTO "resources" VALUES(28,3,'TrustProduct','BU0000000b9f0ff9b8f015bafc55e8fe25',1795733834,1795733834,'{"policy_sid":"RNb0d4771c2c98518d916a3d4cd70a8f8b","friendly_name":"acme","status":"pending-review","email":"isv@isv.example","status_callback":null,"errors":null}');
INSERT INTO "resources" VALUES(29,3,'EndUser','IT0000000c07d5eb4f60135122585a65bb',1795733834,1795733834,'{"friendly_name":"acme","type":"us_a2p_messaging_profile_information","attributes":{"company_type":"private"}}');
INSERT INTO "resources" VALUES(30,3,'EntityAssignment','BU0000000b9f0ff9b8f015bafc55e8fe25/BV0000000d14e7636103568dd6b823cd03',1795733834,1795733834,'{"object_sid":"IT0000000c07d5eb4f60135122585a65bb","object_type":"us_a2p_messaging_profile_information"}');
INSERT INTO "resources" VALUES(31,3,'EntityAssignment','BU0000000b9f0ff9b8f015bafc55e8fe25/BV0000000e73854100c2b4a58de945c39a',1795733834,1795733834,'{"object_sid":"BU000000029463abd191603190adf3b24c","object_type":"RNdfbf3fae0e1107f8aded0e7cead80bf5"}');
INSERT INTO "resources" VALUES(32,3,'BrandRegistration','BN0000000fcfc2104d3c60e0cc5b6cb70c',1795733834,1795733834,'{"customer_profile_bundle_sid":"BU000000029463abd191603190adf3b24c","a2p_profile_bundle_sid":"BU0000000b9f0ff9b8f015bafc55e8fe25","brand_type":"STANDARD","mock":false,"skip_automatic_sec_vet":false,"status":"PENDING","identity_status":null,"tcr_id":null,"brand_score":null,"russell_3000":null,"government_entity":null,"tax_exempt_status":null,"errors":[],"update_count":0,"authentication":"none","ahead":[],"verdict":{}}');
INSERT INTO "resources" VALUES(33,3,'CustomerProfile','BU0000001023fce2649ea024842a4d8381',1795733834,1795733834,'{"policy_sid":"RNdfbf3fae0e1107f8aded0e7cead80bf5","friendly_name":"told","status":"pending-review","email":"isv@isv.example","status_callback":"http://127.0.0.1:9/nobody","errors":null}');
INSERT INTO "resources" VALUES(34,3,'Key','SK0000001381e65120f3001198fc6503d9',1795733834,1795733834,'{"friendly_name":"worker"}');
CREATE TABLE schedule (
    id INTEGER PRIMARY KEY,
    world INTEGER NOT NULL,
    account INTEGER NOT NULL,
    at REAL NOT NULL,
    step TEXT NOT NULL,
    key TEXT NOT NULL
);
INSERT INTO "schedule" VALUES(1,1,1,1.7957338363693726063e+09,'CustomerProfile.in_review','BU000000029463abd191603190adf3b24c');
INSERT INTO "schedule" VALUES(2,1,1,1.7957338363693726063e+09,'TrustProduct.in_review','BU0000000b9f0ff9b8f015bafc55e8fe25');
INSERT INTO "schedule" VALUES(3,1,1,1.7957338363693726063e+09,'BrandRegistration.register','BN0000000fcfc2104d3c60e0cc5b6cb70c');
INSERT INTO "schedule" VALUES(4,1,1,1.7957338363693726063e+09,'CustomerProfile.in_review','BU0000001023fce2649ea024842a4d8381');
INSERT INTO "schedule" VALUES(5,-3,3,1.7957338363693726063e+09,'CustomerProfile.in_review','BU000000029463abd191603190adf3b24c');
INSERT INTO "schedule" VALUES(6,-3,3,1.7957338363693726063e+09,'TrustProduct.in_review','BU0000000b9f0ff9b8f015bafc55e8fe25');
INSERT INTO "schedule" VALUES(7,-3,3,1.7957338363693726063e+09,'BrandRegistration.register','BN0000000fcfc2104d3c60e0cc5b6cb70c');
INSERT INTO "schedule" VALUES(8,-3,3,1.7957338363693726063e+09,'CustomerProfile.in_review','BU0000001023fce2649ea024842a4d8381');
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
INSERT INTO "snapshots" VALUES(1,1,'kept',1.79573383488059091575e+09,'{"now":1795733834.3693726,"speed":0.0,"stream":"schema-4/ACa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1/1","drawn":20,"settings":{},"scripts":[],"accounts":[{"number":3,"sid":"ACa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1","parent":null,"token":"first","data":"{\"friendly_name\":\"Sandbox account\",\"status\":\"active\"}","created_at":1795733834.3692677,"updated_at":1795733834.3692677,"api_keys":[{"sid":"SK0000001381e65120f3001198fc6503d9","account":1,"digest":"322a83182e755da4ae1fa627b96b8a72d0a6315bf9ea0ab07b9587d61185e508"}],"sink_destinations":[]},{"number":4,"sid":"AC0000001147011e10524eb65fc203665a","parent":3,"token":"61a0c48deefa28090c11a763d3af7c48","data":"{\"friendly_name\":\"customer\",\"status\":\"active\"}","created_at":1795733834.3693726,"updated_at":1795733834.3693726,"api_keys":[],"sink_destinations":[]}]}');
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
INSERT INTO "worlds" VALUES(1,'ACa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1','7893b7199d6c217e5f60c161a81e1968',1,1.79573383436915922162e+09,'schema-4/ACa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1/1',20,1.79573383436937260631e+09,1.79573383436937260631e+09,0.0,'{}');
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
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('accounts',4);
INSERT INTO "sqlite_sequence" VALUES('deliveries',1);
COMMIT;
