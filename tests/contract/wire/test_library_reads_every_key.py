"""The official library reads every key that is sent and no other, in every resource it knows.

The library itself is the list of what there is to try: its tree of resources is walked through by
what its objects offer, so a resource that is served one day is tried without a further line. Owes
nothing to the published specs.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import twilio.base.page
import twilio.base.version
from twilio.base.exceptions import TwilioException

from tests.contract.conftest import StrictAccount
from tests.contract.wire.keys import KeyRecorder
from tests.contract.wire.populated import populate
from tests.contract.wire.recorder import Recorder
from tests.contract.wire.served import served_by
from tests.contract.wire.test_every_object_lives import live_bundles, live_numbers, live_objects

# The library does not know the key; the guide prints it.
UNKNOWN_TO_THE_LIBRARY = {"sending_windows"}
# Sent to those who ask for the newer version of the API, which this walk does not.
NEWER = {"privacy_policy_url", "terms_and_conditions_url"}
# Nothing of that kind is ever there.
WITHOUT_INSTANCE = {"ListAvailablePhoneNumberTollFree"}


class Tree:
    """Walks through the library from a version object, each address once."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def walk(self, place: Any) -> None:
        for resource in self._resources(place):
            self.walk(resource)
            for item in self._items(resource):
                context = getattr(item, "_proxy", None)
                if context is not None and hasattr(context, "_uri"):
                    self._try(lambda context=context: context.fetch())
                    self.walk(context)

    def _resources(self, place: Any) -> Iterator[Any]:
        for name, kind in inspect.getmembers(type(place)):
            if not isinstance(kind, property) or name.startswith("_"):
                continue
            resource = getattr(place, name)
            address = f"{type(resource).__name__} {getattr(resource, '_uri', '')}"
            ours = type(resource).__module__.startswith("twilio.rest.")
            if ours and hasattr(resource, "_version") and address not in self._seen:
                self._seen.add(address)
                yield resource

    def _items(self, resource: Any) -> list[Any]:
        if not hasattr(resource, "list"):
            self._try(lambda: resource.fetch())
            return []
        return self._try(lambda: resource.list(limit=3)) or []

    def _try(self, work: Any) -> Any:
        try:
            return work()
        except (TwilioException, AttributeError, TypeError):  # not served, or no such verb
            return None


@pytest.fixture
def keys(recorder: Recorder, monkeypatch: pytest.MonkeyPatch) -> KeyRecorder:
    made = KeyRecorder(lambda: recorder.last_operation)
    monkeypatch.setattr(twilio.base.version, "json", made)
    monkeypatch.setattr(twilio.base.page, "json", made)
    return made


def test_the_library_reads_what_every_resource_sends(
    account: StrictAccount, keys: KeyRecorder
) -> None:
    served = served_by(account.sandbox)
    with requests.Session() as session:
        session.auth = (account.sid, account.token)
        populate(account, session, served)
    client = account.client
    tree = Tree()
    for place in (
        client.trusthub.v1,
        client.messaging.v1,
        client.events.v1,
        client.api.v2010,
    ):
        tree.walk(place)
    schema = client.events.v1.schemas(client.events.v1.event_types.list(limit=1)[0].schema_id)
    schema.fetch()
    tree.walk(schema)
    client.available_phone_numbers("US").local.list(limit=2)
    live_bundles(client, client.trusthub.v1.customer_profiles, "customer_profiles")
    live_bundles(client, client.trusthub.v1.trust_products, "trust_products")
    live_objects(client)
    live_numbers(client)
    unread = {name for found in keys.not_read().values() for name in found}
    assert keys.not_sent() == dict.fromkeys(("FetchUsAppToPerson", "ListUsAppToPerson"), NEWER)
    assert unread <= UNKNOWN_TO_THE_LIBRARY
    tried = keys.resources().keys()
    lists = {each["id"] for each in served if each["method"] == "GET"}
    assert lists - tried - WITHOUT_INSTANCE == set()
