#!/usr/bin/env bash
# twilio 9.13.0 (Python): a client that is given an empty environment reads the real one.
#
# Good guess: Client(..., environment={}) takes nothing from the process, so TWILIO_EDGE and
# TWILIO_REGION of the shell change no host. Seen: the empty mapping counts as "none given", and the
# host becomes api.sydney.us1.twilio.com; with a mapping of one unrelated name it stays
# api.twilio.com. A program that registers or pays must set edge and region itself.
# Fails when this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check twilio==9.13.0
TWILIO_EDGE=sydney TWILIO_REGION='' "$folder/venv/bin/python" - <<'PYTHON'
from twilio.rest import Client

def host(environment):
    client = Client("AC" + "0" * 32, "token", environment=environment)
    return client.get_hostname("https://api.twilio.com/2010-04-01/Accounts.json").split("/")[2]

seen = {"empty": host({}), "unrelated name": host({"UNRELATED": "1"})}
print(seen)
assert seen == {"empty": "api.sydney.us1.twilio.com", "unrelated name": "api.twilio.com"}, seen
PYTHON
echo "as seen: an empty environment is taken for none"
