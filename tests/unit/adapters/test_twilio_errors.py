"""From what happens on the wire to what may be done next: the whole table, on real sockets."""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from tendlc.adapters.twilio.gateway import TwilioGateway
from tendlc.adapters.twilio.transport import Way
from tendlc.domain.actions import (
    Action,
    AddPhoneNumber,
    AssignEntity,
    CreateCampaign,
    CreateEndUser,
    RegisterBrand,
)
from tendlc.domain.customer import BrandOptions
from tendlc.domain.observed import AvailableNumbersSeen, Reviewed
from tendlc.domain.subjects import (
    AvailableNumbers,
    Brand,
    Bundle,
    BundleKind,
    CampaignOfService,
    Subject,
    UseCases,
)
from tendlc.errors import (
    Advice,
    AlreadyThere,
    CredentialsRefused,
    NotProcessed,
    OutcomeUnknown,
    Refused,
    RemoteError,
    UnexpectedAnswer,
    Unreachable,
)
from tests import cast
from tests.fakes import START, FixedClock
from tests.unit.adapters.rude_server import (
    RudeServer,
    Trick,
    answer,
    babble,
    error,
    hang_up,
    hang_up_midway,
    reset,
    stay_silent,
)

ACCOUNT, TOKEN = "AC" + "1" * 32, "s3cr3t" * 5


def sid(prefix: str, digit: int = 1) -> str:
    return f"{prefix}{digit:032x}"


SEND_BY = START + timedelta(seconds=5)

BRAND = RegisterBrand(
    customer_profile_bundle_sid="BU1",
    a2p_profile_bundle_sid="BU2",
    brand=BrandOptions(),
)
ASSIGNMENT = AssignEntity(bundle=BundleKind.CUSTOMER_PROFILE, bundle_sid="BU1", object_sid="IT1")
ADDITION = AddPhoneNumber(messaging_service_sid="MG1", phone_number_sid=sid("PN"))
END_USER = CreateEndUser(friendly_name="acme: x", type="t", attributes={"email": "maria@acme.test"})
CAMPAIGN = CreateCampaign(
    messaging_service_sid="MG1",
    brand_registration_sid="BN1",
    campaign=cast.acme().campaign,
)


@contextmanager
def gateway_to(
    url: str | None,
    clock: FixedClock | None = None,
    seconds: float = 5,
    way: Way | None = None,
) -> Iterator[TwilioGateway]:
    gateway = TwilioGateway(
        ACCOUNT,
        TOKEN,
        clock=clock or FixedClock(),
        timeout=timedelta(seconds=seconds),
        way=way or Way(url=url),
    )
    yield gateway
    gateway.close()


def _writing(trick: Trick, action: Action = BRAND, seconds: float = 5) -> RemoteError:
    with (
        RudeServer(trick) as server,
        gateway_to(server.url, seconds=seconds) as gateway,
        pytest.raises(RemoteError) as raised,
    ):
        gateway.perform(action, send_by=SEND_BY)
    return raised.value


def _looking(trick: Trick, seconds: float = 5) -> RemoteError:
    with (
        RudeServer(trick) as server,
        gateway_to(server.url, seconds=seconds) as gateway,
        pytest.raises(RemoteError) as raised,
    ):
        gateway.look(UseCases(messaging_service_sid="MG1", brand_registration_sid="BN1"))
    return raised.value


def _finding(trick: Trick) -> RemoteError:
    with (
        RudeServer(trick) as server,
        gateway_to(server.url) as gateway,
        pytest.raises(RemoteError) as raised,
    ):
        gateway.find(END_USER)
    return raised.value


def test_the_outcome_of_a_write_with_a_lost_answer_is_unknown() -> None:
    tricks = (reset, hang_up, hang_up_midway, babble, error(500, 20500), error(503, 20503))
    kinds = [type(_writing(trick)) for trick in tricks]
    assert kinds == [OutcomeUnknown] * len(tricks)


def test_the_outcome_of_a_write_without_an_answer_in_time_is_unknown() -> None:
    assert type(_writing(stay_silent, seconds=0.2)) is OutcomeUnknown


def test_a_read_with_a_lost_answer_had_no_effect() -> None:
    tricks = (reset, hang_up, hang_up_midway, babble, error(500, 20500), error(503, None))
    kinds = [type(_looking(trick)) for trick in tricks]
    assert kinds == [NotProcessed] * len(tricks)


def test_a_read_without_an_answer_in_time_had_no_effect() -> None:
    assert type(_looking(stay_silent, seconds=0.2)) is NotProcessed


def test_a_lost_list_page_had_no_effect() -> None:
    kinds = [type(_finding(trick)) for trick in (reset, error(500, 20500), error(429, 20429))]
    assert kinds == [NotProcessed] * 3


def test_too_many_requests_may_go_again() -> None:
    assert type(_writing(error(429, 20429))) is type(_writing(error(429, None))) is NotProcessed


def test_maintenance_that_refuses_at_once_may_go_again() -> None:
    assert type(_writing(error(400, 21730))) is NotProcessed


FOREIGN = [
    answer(400, "<html>Bad Request</html>", "text/html"),
    answer(401, "<html>Log in first</html>", "text/html"),
    answer(403, "<html>Forbidden</html>", "text/html"),
    answer(404, "<html>Not Found</html>", "text/html"),
    answer(408, "<html>Request Timeout</html>", "text/html"),
    answer(409, "", "text/plain"),
    answer(429, "<html>Slow down</html>", "text/html"),
    answer(499, "client closed request", "text/plain"),
    answer(403, {"message": "Forbidden"}),
    answer(404, {"status": 404, "error": "Not Found", "message": "No handler", "path": "/v1"}),
    answer(401, {"statusCode": 401, "message": "Access denied"}),
    answer(429, {"error": {"code": 429, "message": "Quota exceeded"}}),
    answer(403, {"code": 403, "message": "Blocked"}),
    answer(400, ["code", "message", "status"]),
    answer(400, {"code": True, "message": "no", "status": 400}),
    answer(502, {"code": 21727, "message": "no", "more_info": "x", "status": 400}),
    answer(400, "[" * 100_000),
]
"""Answers of programs between here and Twilio."""


@pytest.mark.parametrize("trick", FOREIGN)
def test_only_twilios_own_body_is_a_refusal(trick: Trick) -> None:
    writing = _writing(trick)
    assert type(writing) is OutcomeUnknown
    assert writing.message.startswith("The answer, with the status")
    assert "is not Twilio's" in writing.message
    assert writing.advice is Advice.CHECK_GATEWAY
    assert type(_looking(trick)) is type(_finding(trick)) is NotProcessed


@pytest.mark.parametrize("subject", [Brand(sid="X"), CampaignOfService(messaging_service_sid="X")])
def test_a_404_of_a_proxy_makes_nothing_gone(subject: Subject) -> None:
    with (
        RudeServer(answer(404, "<html>", "text/html")) as server,
        gateway_to(server.url) as gateway,
        pytest.raises(
            NotProcessed,
            match=r"^Nothing could be read; the answer, with the status 404, is not Twilio's",
        ),
    ):
        gateway.look(subject)


@pytest.mark.parametrize(
    "body",
    [
        {"code": 21727, "message": "why", "more_info": "https://x.test", "status": 400},
        {"code": 21727, "message": "why", "status": 400, "details": {"field": "x"}},
        {"code": 21727, "message": "why"},
        {"message": "why", "more_info": "https://x.test", "status": 400},
        {"type": "https://x.test", "title": "why", "status": 400, "code": 21727},
    ],
)
def test_each_shape_of_twilios_body_is_a_refusal(body: dict[str, object]) -> None:
    refused = _writing(answer(400, body))
    assert (type(refused), refused.message) == (Refused, "why")


def test_a_refused_connection_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with gateway_to(f"http://127.0.0.1:{port}") as gateway, pytest.raises(Unreachable) as raised:
        gateway.perform(BRAND, send_by=SEND_BY)
    assert raised.value.advice is Advice.CHECK_NETWORK


def test_an_unknown_host_is_unreachable() -> None:
    with gateway_to("http://no-such-host.invalid") as gateway, pytest.raises(Unreachable):
        gateway.perform(BRAND, send_by=SEND_BY)


def test_a_connection_that_does_not_come_about_in_time_is_unreachable() -> None:
    with socket.socket() as full, socket.socket() as first, socket.socket() as second:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for filler in (first, second):
            filler.setblocking(False)
            filler.connect_ex(full.getsockname())
        url = f"http://127.0.0.1:{full.getsockname()[1]}"
        with gateway_to(url, seconds=0.2) as gateway, pytest.raises(Unreachable):
            gateway.perform(BRAND, send_by=SEND_BY)


@pytest.mark.parametrize(
    ("status", "code"), [(401, 20003), (403, 20003), (403, 20005), (401, None), (403, 10001)]
)
def test_wrong_credentials_stop_the_account(status: int, code: int | None) -> None:
    assert type(_writing(error(status, code))) is CredentialsRefused
    assert type(_looking(error(status, code))) is CredentialsRefused
    assert type(_finding(error(status, code))) is CredentialsRefused


def test_a_refusal_keeps_code_status_and_twilios_own_words() -> None:
    refused = _writing(error(400, 21727, "Required parameter missing"))
    assert type(refused) is Refused
    assert (refused.twilio_code, refused.status) == (21727, 400)
    assert refused.message == "Required parameter missing"


def test_a_refusal_without_a_code_has_none() -> None:
    refused = _writing(error(400, None, "Secondary Customer Profile for direct_customer"))
    assert (type(refused), refused.twilio_code) == (Refused, None)


def test_a_refusal_in_the_newer_shape_is_understood() -> None:
    body = {"type": "https://x.test", "title": "Bad", "status": 400, "code": 21727, "detail": "why"}
    refused = _writing(answer(400, body))
    assert (type(refused), refused.twilio_code, refused.message) == (Refused, 21727, "Bad: why")


def test_a_second_assignment_is_already_there() -> None:
    message = "Entity IT1 is already assigned to this bundle"
    assert type(_writing(error(400, 20001, message), ASSIGNMENT)) is AlreadyThere


def test_the_word_already_elsewhere_is_a_refusal() -> None:
    assert type(_writing(error(400, 20001, "a verdict was already given"), BRAND)) is Refused


def test_a_number_that_is_in_the_service_is_already_there() -> None:
    assert type(_writing(error(409, 21710), ADDITION)) is AlreadyThere


@pytest.mark.parametrize(
    ("status", "code"), [(409, 20409), (400, 20409), (409, 21712), (400, 21712), (409, 45007)]
)
def test_a_conflict_is_looked_into(status: int, code: int) -> None:
    assert type(_writing(error(status, code), ADDITION)) is AlreadyThere
    assert type(_writing(error(status, code), CAMPAIGN)) is AlreadyThere


def test_a_campaign_too_soon_after_its_service_may_go_again() -> None:
    too_soon = error(422, 20422, "Unprocessable Entity: Can't create campaign")
    assert type(_writing(too_soon, CAMPAIGN)) is NotProcessed
    assert type(_writing(error(422, 20422, "Invalid parameter"), CAMPAIGN)) is Refused


@pytest.mark.parametrize(
    "trick",
    [
        answer(201, "<html>Welcome to the airport</html>", "text/html"),
        answer(201, {}),
        answer(201, []),
        answer(201, {"sid": None}),
        answer(201, {"sid": sid("MG")}),
        answer(201, {"sid": "BN1"}),
        answer(201, {"sid": sid("BN"), "account_sid": sid("AC", 2)}),
        answer(302, ""),
        answer(201, {"sid": sid("BN"), "errors": [{"error_code": "many"}]}),
    ],
)
def test_an_answer_that_is_not_twilios_is_never_taken_for_a_success(trick: Trick) -> None:
    assert type(_writing(trick)) is UnexpectedAnswer


def _end_users(
    end_user_sid: str | None, name: str = END_USER.friendly_name, **more: str
) -> dict[str, object]:
    """A list page with one entry."""
    entry = {"sid": end_user_sid, "friendly_name": name, "type": END_USER.type, **more}
    return {"results": [entry], "meta": {"key": "results", "next_page_url": None}}


@pytest.mark.parametrize(
    "trick",
    [
        answer(200, "<html>"),
        answer(200, {"a": 1, "b": 2}),
        answer(200, []),
        answer(302, ""),
        answer(200, _end_users(sid("AD"))),
        answer(200, _end_users(None)),
        answer(200, _end_users(sid("IT"), account_sid=sid("AC", 2))),
        answer(200, _end_users(sid("IT"), name="somebody else", account_sid=sid("AC", 2))),
    ],
)
def test_a_list_page_that_is_not_twilios_is_not_taken_for_an_empty_one(trick: Trick) -> None:
    assert type(_finding(trick)) is UnexpectedAnswer


def test_nothing_is_sent_after_its_time() -> None:
    clock = FixedClock(SEND_BY + timedelta(microseconds=1))
    with (
        RudeServer(answer(201, {"sid": "BN1"})) as server,
        gateway_to(server.url, clock) as gateway,
        pytest.raises(NotProcessed, match="too late"),
    ):
        gateway.perform(BRAND, send_by=SEND_BY)
    assert server.requests == []


class _SlowConnecting(FixedClock):
    """Time passes between the first question and the next: connecting took a minute."""

    def now(self) -> object:  # type: ignore[override]
        moment = super().now()
        self.advance(20)
        return moment


def test_nothing_is_sent_where_connecting_took_too_long() -> None:
    with (
        RudeServer(answer(201, {"sid": "BN1"})) as server,
        gateway_to(server.url, _SlowConnecting()) as gateway,
        pytest.raises(NotProcessed, match="too late"),
    ):
        gateway.perform(BRAND, send_by=START + timedelta(seconds=30))
    assert server.requests == []


def test_a_read_is_not_bound_by_the_time_of_an_earlier_write() -> None:
    clock = FixedClock()
    with RudeServer(error(404, 20404)) as server, gateway_to(server.url, clock) as gateway:
        with pytest.raises(Refused):
            gateway.perform(BRAND, send_by=SEND_BY)
        clock.advance(3600)
        assert gateway.look(Brand(sid="BN1")).words == "gone"


@pytest.mark.parametrize(
    "subject", [Brand(sid="X"), Bundle(bundle=BundleKind.TRUST_PRODUCT, sid="X")]
)
def test_what_is_not_found_is_seen_as_gone(subject: Brand | Bundle) -> None:
    with RudeServer(error(404, 20404)) as server, gateway_to(server.url) as gateway:
        seen = gateway.look(subject)
    assert isinstance(seen, Reviewed)
    assert (seen.sid, seen.status) == ("X", "gone")


def test_an_area_without_numbers_is_sold_out_not_refused() -> None:
    with RudeServer(error(400, 21452)) as server, gateway_to(server.url) as gateway:
        seen = gateway.look(AvailableNumbers(ordinal=2, area_code="907"))
    assert isinstance(seen, AvailableNumbersSeen)
    assert (seen.ordinal, seen.phone_numbers) == (2, ())


def test_credentials_and_personal_data_stay_out_of_logs_and_errors(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.DEBUG):
        refused = _writing(error(500, 20500), END_USER)
    told = caplog.text + str(refused) + repr(refused.context)
    assert [word for word in (TOKEN, "maria@acme.test", "Authorization") if word in told] == []


def test_a_write_goes_out_exactly_once() -> None:
    for trick in (reset, hang_up, error(500, 20500), error(429, 20429)):
        with (
            RudeServer(trick) as server,
            gateway_to(server.url) as gateway,
            pytest.raises(RemoteError),
        ):
            gateway.perform(BRAND, send_by=SEND_BY)
        assert len(server.requests) == 1
