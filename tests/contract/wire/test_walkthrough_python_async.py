"""The same guide by the asynchronous half of the official Python library.

Its client ignores proxies, so the base URLs are assigned: the way that works for every program.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from tests.conftest import SandboxAccount, SandboxProcess
from tests.contract.wire.clients import ASYNC_LIBRARY_WARNING, strict_async_client
from tests.contract.wire.recorder import Recorder
from tests.contract.wire.walkthrough import assert_the_customer_may_send, run_async, walk

pytestmark = pytest.mark.filterwarnings(ASYNC_LIBRARY_WARNING)
NOBODY = "BU" + "0" * 32
Hold = Callable[[Callable[[Client], Awaitable[Any]]], Any]


@pytest.fixture
def hold(sandbox_server: SandboxProcess, account: SandboxAccount, recorder: Recorder) -> Hold:
    """Runs one conversation in an event loop of its own, and closes its client."""

    async def with_client(talk: Callable[[Client], Awaitable[Any]], token: str) -> Any:
        client = strict_async_client(sandbox_server.url, account.sid, token, recorder)
        try:
            return await talk(client)
        finally:
            await client.http_client.close()  # type: ignore[attr-defined]

    return lambda talk: asyncio.run(with_client(talk, account.token))


def test_the_guide_ends_with_a_number_that_may_send(hold: Hold, account: SandboxAccount) -> None:
    journey = hold(lambda client: run_async(walk(client), account.advance))
    assert_the_customer_may_send(journey)


def test_every_object_of_three_pages_is_listed_once(hold: Hold) -> None:
    async def talk(client: Client) -> tuple[set[str], list[str]]:
        end_users = client.trusthub.v1.end_users
        made = [
            await end_users.create_async(
                friendly_name=f"number {index}", type="authorized_representative_1", attributes={}
            )
            for index in range(5)
        ]
        stream = await end_users.stream_async(page_size=2)
        return {str(user.sid) for user in made}, [str(user.sid) async for user in stream]

    made, listed = hold(talk)
    assert sorted(listed) == sorted(made)


def test_an_unknown_sid_is_404(hold: Hold) -> None:
    with pytest.raises(TwilioRestException) as refused:
        hold(lambda client: client.trusthub.v1.customer_profiles(NOBODY).fetch_async())
    assert (refused.value.status, refused.value.code) == (404, 20404)


def test_a_missing_parameter_is_refused_with_a_code(hold: Hold) -> None:
    with pytest.raises(TwilioRestException) as refused:
        hold(
            lambda client: client.trusthub.v1.customer_profiles.create_async(
                friendly_name="bad policy", email="a@isv.example", policy_sid="RN1"
            )
        )
    assert refused.value.status == 400


def test_a_wrong_token_is_401(
    sandbox_server: SandboxProcess, account: SandboxAccount, recorder: Recorder
) -> None:
    account.client.trusthub.v1.end_users.list(limit=1)

    async def talk() -> None:
        client = strict_async_client(sandbox_server.url, account.sid, "f" * 32, recorder)
        try:
            await client.trusthub.v1.customer_profiles(NOBODY).fetch_async()
        finally:
            await client.http_client.close()  # type: ignore[attr-defined]

    with pytest.raises(TwilioRestException) as refused:
        asyncio.run(talk())
    assert (refused.value.status, refused.value.code) == (401, 20003)
