"""A program of somebody who has never heard of the sandbox: the library, as documented."""

from __future__ import annotations

import json
import sys

from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

client = Client()  # type: ignore[no-untyped-call]
users = client.trusthub.v1.end_users
KIND = "customer_profile_business_information"


def refused(friendly_name: str | None, sid: str | None) -> list[int | None]:
    try:
        if sid:
            users(sid).fetch()
        else:
            users.create(friendly_name=str(friendly_name), type="no_such_type")
    except TwilioRestException as error:
        return [error.status, error.code]
    return []


made = [users.create(friendly_name=f"user {number}", type=KIND).sid for number in range(5)]
pages = [page.next_page_url for page in [users.page(page_size=2)] if page]
told = {
    "made": made,
    "listed": [user.sid for user in users.stream(page_size=2)],
    "url": users(str(made[0])).fetch().url,
    "next_page_url": pages[0],
    "unknown": refused(None, "IT" + "0" * 32),
    "invalid": refused("invalid", None),
}
json.dump(told, sys.stdout)
