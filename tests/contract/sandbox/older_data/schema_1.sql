PRAGMA user_version = 1;
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
INSERT INTO "history" VALUES(1,1,'CustomerProfile','BU000000013c277cd9a071b51828bffd45',1.79549317093312907215e+09,'created','{"policy_sid":"RN6433641899984f951173ef1738c3bdd0","friendly_name":"Primary customer profile of the sandbox","status":"twilio-approved","email":"compliance@isv.example","status_callback":null,"errors":null}');
INSERT INTO "history" VALUES(2,1,'CustomerProfile','BU000000029956c9e8ee7002c19af75c9f',1.79549317093322968481e+09,'created','{"policy_sid":"RNdfbf3fae0e1107f8aded0e7cead80bf5","friendly_name":"acme","status":"draft","email":"isv@isv.example","status_callback":null,"errors":null}');
INSERT INTO "history" VALUES(3,1,'EndUser','IT00000003f60b9b1e467ebedcb8819f3f',1.79549317093322968481e+09,'created','{"friendly_name":"acme","type":"customer_profile_business_information","attributes":{"business_name":"Acme Heating LLC","business_identity":"direct_customer","business_type":"Limited Liability Corporation","business_industry":"CONSTRUCTION","business_registration_identifier":"EIN","business_registration_number":"12-3456789","business_regions_of_operation":"USA_AND_CANADA","website_url":"https://acme-heating.example","social_media_profile_urls":""}}');
INSERT INTO "history" VALUES(4,1,'EntityAssignment','BU000000029956c9e8ee7002c19af75c9f/BV000000046cc3097290116b011c959ac2',1.79549317093322968481e+09,'created','{"object_sid":"IT00000003f60b9b1e467ebedcb8819f3f","object_type":"customer_profile_business_information"}');
INSERT INTO "history" VALUES(5,1,'EndUser','IT0000000533bf0f20fd1bde88946f89f4',1.79549317093322968481e+09,'created','{"friendly_name":"acme","type":"authorized_representative_1","attributes":{"first_name":"Ann","last_name":"Acme","email":"ann@acme-heating.example","phone_number":"+13035550142","business_title":"Owner","job_position":"CEO"}}');
INSERT INTO "history" VALUES(6,1,'EntityAssignment','BU000000029956c9e8ee7002c19af75c9f/BV0000000655b571704adbe5b121e86ec6',1.79549317093322968481e+09,'created','{"object_sid":"IT0000000533bf0f20fd1bde88946f89f4","object_type":"authorized_representative_1"}');
INSERT INTO "history" VALUES(7,1,'Address','AD000000075eeccd07abf8712f93154480',1.79549317093322968481e+09,'created','{"customer_name":"Acme Heating LLC","street":"1 Main Street","city":"Denver","region":"CO","postal_code":"80202","iso_country":"US","street_secondary":null,"friendly_name":"acme","emergency_enabled":false}');
INSERT INTO "history" VALUES(8,1,'SupportingDocument','RD00000008299dfaef889bb42b663bf007',1.79549317093322968481e+09,'created','{"friendly_name":"acme","type":"customer_profile_address","status":"DRAFT","attributes":{"address_sids":"AD000000075eeccd07abf8712f93154480"}}');
INSERT INTO "history" VALUES(9,1,'EntityAssignment','BU000000029956c9e8ee7002c19af75c9f/BV000000090ad8bbbb58895fea03433083',1.79549317093322968481e+09,'created','{"object_sid":"RD00000008299dfaef889bb42b663bf007","object_type":"customer_profile_address"}');
INSERT INTO "history" VALUES(10,1,'EntityAssignment','BU000000029956c9e8ee7002c19af75c9f/BV0000000ad958885779fdf820302ad0c2',1.79549317093322968481e+09,'created','{"object_sid":"BU000000013c277cd9a071b51828bffd45","object_type":"RN6433641899984f951173ef1738c3bdd0"}');
INSERT INTO "history" VALUES(11,1,'CustomerProfile','BU000000029956c9e8ee7002c19af75c9f',1.79549317093322968481e+09,'pending-review','{"before":"draft"}');
INSERT INTO "history" VALUES(12,1,'TrustProduct','BU0000000be518e16f49202cf9a433465a',1.79549317093322968481e+09,'created','{"policy_sid":"RNb0d4771c2c98518d916a3d4cd70a8f8b","friendly_name":"acme","status":"draft","email":"isv@isv.example","status_callback":null,"errors":null}');
INSERT INTO "history" VALUES(13,1,'EndUser','IT0000000c49851c3c40409297e64ddd9f',1.79549317093322968481e+09,'created','{"friendly_name":"acme","type":"us_a2p_messaging_profile_information","attributes":{"company_type":"private"}}');
INSERT INTO "history" VALUES(14,1,'EntityAssignment','BU0000000be518e16f49202cf9a433465a/BV0000000df261deae28f2bca09554164e',1.79549317093322968481e+09,'created','{"object_sid":"IT0000000c49851c3c40409297e64ddd9f","object_type":"us_a2p_messaging_profile_information"}');
INSERT INTO "history" VALUES(15,1,'EntityAssignment','BU0000000be518e16f49202cf9a433465a/BV0000000e0b18dc68dd3d55be2eeaaaa1',1.79549317093322968481e+09,'created','{"object_sid":"BU000000029956c9e8ee7002c19af75c9f","object_type":"RNdfbf3fae0e1107f8aded0e7cead80bf5"}');
INSERT INTO "history" VALUES(16,1,'TrustProduct','BU0000000be518e16f49202cf9a433465a',1.79549317093322968481e+09,'pending-review','{"before":"draft"}');
INSERT INTO "history" VALUES(17,1,'BrandRegistration','BN0000000f75b557a92c2992bc162650dc',1.79549317093322968481e+09,'created','{"customer_profile_bundle_sid":"BU000000029956c9e8ee7002c19af75c9f","a2p_profile_bundle_sid":"BU0000000be518e16f49202cf9a433465a","brand_type":"STANDARD","mock":false,"skip_automatic_sec_vet":false,"status":"PENDING","identity_status":null,"tcr_id":null,"brand_score":null,"russell_3000":null,"government_entity":null,"tax_exempt_status":null,"errors":[],"update_count":0,"authentication":"none","ahead":[],"verdict":{}}');
CREATE TABLE installation (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    installation_id TEXT NOT NULL,
    seed TEXT NOT NULL
);
INSERT INTO "installation" VALUES(1,'a9f7f6660fc62101e375155a7c942f45','old');
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
INSERT INTO "links" VALUES(1,'BU000000029956c9e8ee7002c19af75c9f','BrandRegistration','BN0000000f75b557a92c2992bc162650dc');
INSERT INTO "links" VALUES(1,'BU0000000be518e16f49202cf9a433465a','BrandRegistration','BN0000000f75b557a92c2992bc162650dc');
INSERT INTO "links" VALUES(1,'IT00000003f60b9b1e467ebedcb8819f3f','EntityAssignment','BU000000029956c9e8ee7002c19af75c9f/BV000000046cc3097290116b011c959ac2');
INSERT INTO "links" VALUES(1,'IT0000000533bf0f20fd1bde88946f89f4','EntityAssignment','BU000000029956c9e8ee7002c19af75c9f/BV0000000655b571704adbe5b121e86ec6');
INSERT INTO "links" VALUES(1,'RD00000008299dfaef889bb42b663bf007','EntityAssignment','BU000000029956c9e8ee7002c19af75c9f/BV000000090ad8bbbb58895fea03433083');
INSERT INTO "links" VALUES(1,'BU000000013c277cd9a071b51828bffd45','EntityAssignment','BU000000029956c9e8ee7002c19af75c9f/BV0000000ad958885779fdf820302ad0c2');
INSERT INTO "links" VALUES(1,'IT0000000c49851c3c40409297e64ddd9f','EntityAssignment','BU0000000be518e16f49202cf9a433465a/BV0000000df261deae28f2bca09554164e');
INSERT INTO "links" VALUES(1,'BU000000029956c9e8ee7002c19af75c9f','EntityAssignment','BU0000000be518e16f49202cf9a433465a/BV0000000e0b18dc68dd3d55be2eeaaaa1');
INSERT INTO "links" VALUES(1,'AD000000075eeccd07abf8712f93154480','SupportingDocument','RD00000008299dfaef889bb42b663bf007');
CREATE TABLE resources (
    id INTEGER PRIMARY KEY,
    account INTEGER NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    data TEXT NOT NULL
);
INSERT INTO "resources" VALUES(1,1,'CustomerProfile','BU000000013c277cd9a071b51828bffd45',1795493170,1795493170,'{"policy_sid":"RN6433641899984f951173ef1738c3bdd0","friendly_name":"Primary customer profile of the sandbox","status":"twilio-approved","email":"compliance@isv.example","status_callback":null,"errors":null}');
INSERT INTO "resources" VALUES(2,1,'CustomerProfile','BU000000029956c9e8ee7002c19af75c9f',1795493170,1795493170,'{"policy_sid":"RNdfbf3fae0e1107f8aded0e7cead80bf5","friendly_name":"acme","status":"pending-review","email":"isv@isv.example","status_callback":null,"errors":null}');
INSERT INTO "resources" VALUES(3,1,'EndUser','IT00000003f60b9b1e467ebedcb8819f3f',1795493170,1795493170,'{"friendly_name":"acme","type":"customer_profile_business_information","attributes":{"business_name":"Acme Heating LLC","business_identity":"direct_customer","business_type":"Limited Liability Corporation","business_industry":"CONSTRUCTION","business_registration_identifier":"EIN","business_registration_number":"12-3456789","business_regions_of_operation":"USA_AND_CANADA","website_url":"https://acme-heating.example","social_media_profile_urls":""}}');
INSERT INTO "resources" VALUES(4,1,'EntityAssignment','BU000000029956c9e8ee7002c19af75c9f/BV000000046cc3097290116b011c959ac2',1795493170,1795493170,'{"object_sid":"IT00000003f60b9b1e467ebedcb8819f3f","object_type":"customer_profile_business_information"}');
INSERT INTO "resources" VALUES(5,1,'EndUser','IT0000000533bf0f20fd1bde88946f89f4',1795493170,1795493170,'{"friendly_name":"acme","type":"authorized_representative_1","attributes":{"first_name":"Ann","last_name":"Acme","email":"ann@acme-heating.example","phone_number":"+13035550142","business_title":"Owner","job_position":"CEO"}}');
INSERT INTO "resources" VALUES(6,1,'EntityAssignment','BU000000029956c9e8ee7002c19af75c9f/BV0000000655b571704adbe5b121e86ec6',1795493170,1795493170,'{"object_sid":"IT0000000533bf0f20fd1bde88946f89f4","object_type":"authorized_representative_1"}');
INSERT INTO "resources" VALUES(7,1,'Address','AD000000075eeccd07abf8712f93154480',1795493170,1795493170,'{"customer_name":"Acme Heating LLC","street":"1 Main Street","city":"Denver","region":"CO","postal_code":"80202","iso_country":"US","street_secondary":null,"friendly_name":"acme","emergency_enabled":false}');
INSERT INTO "resources" VALUES(8,1,'SupportingDocument','RD00000008299dfaef889bb42b663bf007',1795493170,1795493170,'{"friendly_name":"acme","type":"customer_profile_address","status":"DRAFT","attributes":{"address_sids":"AD000000075eeccd07abf8712f93154480"}}');
INSERT INTO "resources" VALUES(9,1,'EntityAssignment','BU000000029956c9e8ee7002c19af75c9f/BV000000090ad8bbbb58895fea03433083',1795493170,1795493170,'{"object_sid":"RD00000008299dfaef889bb42b663bf007","object_type":"customer_profile_address"}');
INSERT INTO "resources" VALUES(10,1,'EntityAssignment','BU000000029956c9e8ee7002c19af75c9f/BV0000000ad958885779fdf820302ad0c2',1795493170,1795493170,'{"object_sid":"BU000000013c277cd9a071b51828bffd45","object_type":"RN6433641899984f951173ef1738c3bdd0"}');
INSERT INTO "resources" VALUES(11,1,'TrustProduct','BU0000000be518e16f49202cf9a433465a',1795493170,1795493170,'{"policy_sid":"RNb0d4771c2c98518d916a3d4cd70a8f8b","friendly_name":"acme","status":"pending-review","email":"isv@isv.example","status_callback":null,"errors":null}');
INSERT INTO "resources" VALUES(12,1,'EndUser','IT0000000c49851c3c40409297e64ddd9f',1795493170,1795493170,'{"friendly_name":"acme","type":"us_a2p_messaging_profile_information","attributes":{"company_type":"private"}}');
INSERT INTO "resources" VALUES(13,1,'EntityAssignment','BU0000000be518e16f49202cf9a433465a/BV0000000df261deae28f2bca09554164e',1795493170,1795493170,'{"object_sid":"IT0000000c49851c3c40409297e64ddd9f","object_type":"us_a2p_messaging_profile_information"}');
INSERT INTO "resources" VALUES(14,1,'EntityAssignment','BU0000000be518e16f49202cf9a433465a/BV0000000e0b18dc68dd3d55be2eeaaaa1',1795493170,1795493170,'{"object_sid":"BU000000029956c9e8ee7002c19af75c9f","object_type":"RNdfbf3fae0e1107f8aded0e7cead80bf5"}');
INSERT INTO "resources" VALUES(15,1,'BrandRegistration','BN0000000f75b557a92c2992bc162650dc',1795493170,1795493170,'{"customer_profile_bundle_sid":"BU000000029956c9e8ee7002c19af75c9f","a2p_profile_bundle_sid":"BU0000000be518e16f49202cf9a433465a","brand_type":"STANDARD","mock":false,"skip_automatic_sec_vet":false,"status":"PENDING","identity_status":null,"tcr_id":null,"brand_score":null,"russell_3000":null,"government_entity":null,"tax_exempt_status":null,"errors":[],"update_count":0,"authentication":"none","ahead":[],"verdict":{}}');
CREATE TABLE schedule (
    id INTEGER PRIMARY KEY,
    world INTEGER NOT NULL,
    account INTEGER NOT NULL,
    at REAL NOT NULL,
    step TEXT NOT NULL,
    key TEXT NOT NULL
);
INSERT INTO "schedule" VALUES(1,1,1,1.79549317293322968484e+09,'CustomerProfile.in_review','BU000000029956c9e8ee7002c19af75c9f');
INSERT INTO "schedule" VALUES(2,1,1,1.79549317293322968484e+09,'TrustProduct.in_review','BU0000000be518e16f49202cf9a433465a');
INSERT INTO "schedule" VALUES(3,1,1,1.79549317293322968484e+09,'BrandRegistration.register','BN0000000f75b557a92c2992bc162650dc');
CREATE TABLE scripts (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    world INTEGER,
    data TEXT NOT NULL
);
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
INSERT INTO "worlds" VALUES(1,'ACa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1','8c8f52e9faeafdf288f51c38060f3b77',1,1.79549317093294811252e+09,'old/ACa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1/1',15,1.79549317093322968481e+09,1.79549317093322968481e+09,0.0,'{}');
CREATE UNIQUE INDEX resource_keys ON resources (account, kind, key);
CREATE INDEX links_of ON links (account, kind, holder);
CREATE INDEX history_of ON history (account, kind, key);
CREATE INDEX schedule_due ON schedule (world, at, id);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('accounts',1);
COMMIT;
