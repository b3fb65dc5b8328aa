// A program of somebody who has never heard of the sandbox: Twilio's library, used as documented.
import twilio from "twilio";

const client = twilio(process.env.TWILIO_ACCOUNT_SID, process.env.TWILIO_AUTH_TOKEN);
const users = client.trusthub.v1.endUsers;
const type = "customer_profile_business_information";

async function refused(call) {
  try {
    await call();
  } catch (error) {
    return [error.status, error.code];
  }
  return [];
}

const made = [];
for (let number = 0; number < 5; number++)
  made.push((await users.create({ friendlyName: `user ${number}`, type })).sid);
const told = {
  made,
  listed: (await users.list({ pageSize: 2 })).map((user) => user.sid),
  url: (await users(made[0]).fetch()).url,
  next_page_url: (await users.page({ pageSize: 2 })).nextPageUrl,
  unknown: await refused(() => users("IT" + "0".repeat(32)).fetch()),
  invalid: await refused(() => users.create({ friendlyName: "invalid", type: "no_such_type" })),
};
process.stdout.write(JSON.stringify(told));
