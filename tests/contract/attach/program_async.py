"""The same by the library's asynchronous client, which heeds no proxy of its own accord."""

from __future__ import annotations

import asyncio
import json
import sys

from twilio.base.exceptions import TwilioRestException
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.rest import Client

KIND = "customer_profile_business_information"


async def main() -> None:
    async with AsyncTwilioHttpClient() as http_client:
        client = Client(http_client=http_client)  # type: ignore[no-untyped-call]
        users = client.trusthub.v1.end_users
        made = [
            (await users.create_async(friendly_name=f"user {number}", type=KIND)).sid
            for number in range(5)
        ]
        page = await users.page_async(page_size=2)
        refused: dict[str, list[int | None]] = {}
        for name, call in (
            ("unknown", users("IT" + "0" * 32).fetch_async()),
            ("invalid", users.create_async(friendly_name="invalid", type="no_such_type")),
        ):
            try:
                await call
            except TwilioRestException as error:
                refused[name] = [error.status, error.code]
        told = {
            "made": made,
            "listed": [user.sid async for user in await users.stream_async(page_size=2)],
            "url": (await users(str(made[0])).fetch_async()).url,
            "next_page_url": page.next_page_url,
            **refused,
        }
    json.dump(told, sys.stdout)


asyncio.run(main())
