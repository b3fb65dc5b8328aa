// Twilio's own Node library judges deliveries: reads a JSON list of requests from stdin, each with
// the URL that was called, its body, its signature and whether it is a form; writes a JSON list of
// true and false.
//
//   node signatures.mjs AUTH_TOKEN

import { readFileSync } from "node:fs";
import twilio from "twilio";

const [authToken] = process.argv.slice(2);

function accepts({ url, body, signature, form }) {
  if (!form) return twilio.validateRequestWithBody(authToken, signature, url, body);
  const fields = Object.fromEntries(new URLSearchParams(body));
  return twilio.validateRequest(authToken, signature, url, fields);
}

const requests = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(requests.map(accepts)));
