// The guide's steps 1.1 to 6 and a few refusals by the official Node library, unchanged: only the
// base URL of each product is assigned. Reads what to do from its arguments, writes one JSON object
// to stdout. Reviews are awaited by moving the sandbox's clock, never by sleeping.
//
//   node walkthrough.mjs SCENARIO URL CONTROL_URL ACCOUNT_SID AUTH_TOKEN GUIDE_FILE

import { readFileSync } from "node:fs";
import twilio from "twilio";

const [scenario, url, controlUrl, accountSid, authToken, guideFile] = process.argv.slice(2);
const guide = JSON.parse(readFileSync(guideFile, "utf8"));
const CAMPAIGN_SID = "QE2c6890da8086d771620e9b13fadeba0b";
const MOVING = ["PENDING", "IN_REVIEW", "IN_PROGRESS"];

function connect(token) {
  const client = twilio(accountSid, token);
  for (const product of ["api", "events", "messaging", "trusthub"]) {
    client[product].baseUrl = `${url}/${product}.twilio.com`;
  }
  return client;
}

async function advance(seconds) {
  const answer = await fetch(`${controlUrl}/control/clock`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ account: accountSid, advance: seconds }),
  });
  if (!answer.ok) throw new Error(`clock: ${answer.status} ${await answer.text()}`);
}

async function settle(look, field) {
  for (let tries = 0; tries < 60; tries += 1) {
    const thing = await look();
    if (!MOVING.includes(thing[field])) return thing;
    await advance(2);
  }
  throw new Error(`${field} never settles`);
}

function endUser(client, type, attributes) {
  return client.trusthub.v1.endUsers.create({
    friendlyName: `ACME, Inc. ${attributes}`,
    type,
    attributes: guide[attributes],
  });
}

async function secondaryProfile(client) {
  const { customerProfiles, supportingDocuments } = client.trusthub.v1;
  const profile = await customerProfiles.create({
    friendlyName: "ACME, Inc. secondary customer profile",
    email: guide.email,
    policySid: guide.profile_policy,
    statusCallback: guide.status_callback,
  });
  const assignments = customerProfiles(profile.sid).customerProfilesEntityAssignments;
  const business = await endUser(client, "customer_profile_business_information", "business");
  await assignments.create({ objectSid: business.sid });
  const person = await endUser(client, "authorized_representative_1", "representative");
  await assignments.create({ objectSid: person.sid });
  const address = await client.addresses.create({
    customerName: guide.address.customer_name,
    street: guide.address.street,
    city: guide.address.city,
    region: guide.address.region,
    postalCode: guide.address.postal_code,
    isoCountry: guide.address.iso_country,
  });
  const document = await supportingDocuments.create({
    friendlyName: "ACME, Inc. address",
    type: "customer_profile_address",
    attributes: { address_sids: address.sid },
  });
  await assignments.create({ objectSid: document.sid });
  const [primary] = await customerProfiles.list({
    policySid: guide.primary_policy,
    status: "twilio-approved",
  });
  await assignments.create({ objectSid: primary.sid });
  const evaluation = await customerProfiles(profile.sid).customerProfilesEvaluations.create({
    policySid: guide.profile_policy,
  });
  await customerProfiles(profile.sid).update({ status: "pending-review" });
  return [profile, evaluation.status];
}

async function a2pTrustProduct(client, profileSid) {
  const { trustProducts } = client.trusthub.v1;
  const trustProduct = await trustProducts.create({
    friendlyName: "ACME, Inc. A2P trust product",
    email: guide.email,
    policySid: guide.trust_policy,
    statusCallback: guide.status_callback,
  });
  const assignments = trustProducts(trustProduct.sid).trustProductsEntityAssignments;
  const kind = "us_a2p_messaging_profile_information";
  const information = await endUser(client, kind, "messaging_profile");
  await assignments.create({ objectSid: information.sid });
  await assignments.create({ objectSid: profileSid });
  const evaluation = await trustProducts(trustProduct.sid).trustProductsEvaluations.create({
    policySid: guide.trust_policy,
  });
  await trustProducts(trustProduct.sid).update({ status: "pending-review" });
  return [trustProduct, evaluation.status];
}

async function brandRegistration(client, profileSid, trustProductSid) {
  const { brandRegistrations } = client.messaging.v1;
  const brand = await brandRegistrations.create({
    customerProfileBundleSid: profileSid,
    a2PProfileBundleSid: trustProductSid,
    brandType: "STANDARD",
  });
  return settle(() => brandRegistrations(brand.sid).fetch(), "status");
}

async function campaign(client, serviceSid, brandSid) {
  const service = client.messaging.v1.services(serviceSid);
  const wished = guide.campaign;
  const possible = await service.usAppToPersonUsecases.fetch({ brandRegistrationSid: brandSid });
  const codes = possible.usAppToPersonUsecases.map((entry) => entry.code);
  if (!codes.includes(wished.usecase)) throw new Error(`${wished.usecase} not in ${codes}`);
  return service.usAppToPerson.create({
    xTwilioApiVersion: "v1.2",
    brandRegistrationSid: brandSid,
    description: wished.description,
    messageFlow: wished.message_flow,
    messageSamples: wished.message_samples,
    usAppToPersonUsecase: wished.usecase,
    hasEmbeddedLinks: wished.has_embedded_links,
    hasEmbeddedPhone: wished.has_embedded_phone,
    privacyPolicyUrl: wished.privacy_policy_url,
    termsAndConditionsUrl: wished.terms_and_conditions_url,
  });
}

async function buyAndAttachNumber(client, serviceSid) {
  const [offered] = await client
    .availablePhoneNumbers("US")
    .local.list({ smsEnabled: true, limit: 1 });
  const bought = await client.incomingPhoneNumbers.create({
    phoneNumber: offered.phoneNumber,
    friendlyName: "ACME, Inc. number",
  });
  return client.messaging.v1.services(serviceSid).phoneNumbers.create({ phoneNumberSid: bought.sid });
}

async function walkthrough() {
  const client = connect(authToken);
  const [profile, profileEvaluation] = await secondaryProfile(client);
  const [trustProduct, trustEvaluation] = await a2pTrustProduct(client, profile.sid);
  const brand = await brandRegistration(client, profile.sid, trustProduct.sid);
  const service = await client.messaging.v1.services.create({
    friendlyName: guide.service.friendly_name,
    inboundRequestUrl: guide.service.inbound_request_url,
    fallbackUrl: guide.service.fallback_url,
  });
  await campaign(client, service.sid, brand.sid);
  const number = await buyAndAttachNumber(client, service.sid);
  const place = client.messaging.v1.services(service.sid).usAppToPerson(CAMPAIGN_SID);
  const verified = await settle(() => place.fetch({ xTwilioApiVersion: "v1.2" }), "campaignStatus");
  return {
    evaluations: [profileEvaluation, trustEvaluation],
    brand: brand.status,
    campaign: verified.campaignStatus,
    privacyPolicyUrl: verified.privacyPolicyUrl,
    attachedTo: number.serviceSid === service.sid,
  };
}

async function pages() {
  const { endUsers } = connect(authToken).trusthub.v1;
  const made = [];
  for (let index = 0; index < 5; index += 1) {
    const type = "authorized_representative_1";
    made.push((await endUsers.create({ friendlyName: `number ${index}`, type, attributes: {} })).sid);
  }
  const listed = (await endUsers.list({ pageSize: 2 })).map((user) => user.sid);
  return { made: made.sort(), listed: listed.sort() };
}

async function refusal(talk) {
  try {
    await talk();
  } catch (error) {
    return { status: error.status, code: error.code };
  }
  return { status: 200, code: null };
}

const unknownSid = () =>
  refusal(() => connect(authToken).trusthub.v1.customerProfiles(`BU${"0".repeat(32)}`).fetch());

const missingParameter = () =>
  refusal(() =>
    connect(authToken).trusthub.v1.customerProfiles.create({
      friendlyName: "bad policy",
      email: "a@isv.example",
      policySid: "RN1",
    }),
  );

async function wrongToken() {
  await connect(authToken).trusthub.v1.endUsers.list({ limit: 1 });
  return refusal(() => connect("f".repeat(32)).trusthub.v1.endUsers.list({ limit: 1 }));
}

const scenarios = { walkthrough, pages, unknownSid, missingParameter, wrongToken };
process.stdout.write(JSON.stringify(await scenarios[scenario]()));
