"""Retry-After: seconds, fractions and dates are heeded, nonsense is not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tendlc.adapters.twilio.answers import asked_pause
from tendlc.domain.actions import Action
from tendlc.domain.subjects import Brand
from tendlc.errors import RemoteError
from tests.unit.adapters.rude_server import RudeServer, Trick, answer, error
from tests.unit.adapters.test_twilio_errors import BRAND, END_USER, SEND_BY, gateway_to

NOW = datetime(2026, 11, 27, 22, 0, tzinfo=UTC)
AT_22_05 = "Fri, 27 Nov 2026 22:05:00 GMT"
A_DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("headers", "pause"),
    [
        ({}, None),
        ({"Retry-After": "7"}, timedelta(seconds=7)),
        ({"Retry-After": " 7 "}, timedelta(seconds=7)),
        ({"Retry-After": "0.5"}, timedelta(seconds=0.5)),
        ({"Retry-After": "86400"}, A_DAY),
        ({"Retry-After": "1e300"}, A_DAY),
        ({"Retry-After": AT_22_05}, timedelta(minutes=5)),
        (
            {"Retry-After": AT_22_05, "Date": "Fri, 27 Nov 2026 22:04:00 GMT"},
            timedelta(minutes=1),
        ),
        ({"Retry-After": "Fri, 27 Nov 2099 22:05:00 GMT"}, A_DAY),
        ({"Retry-After": "Fri, 27 Nov 2020 22:05:00 GMT"}, None),
        ({"Retry-After": AT_22_05, "Date": "nonsense"}, timedelta(minutes=5)),
        ({"Retry-After": "0"}, None),
        ({"Retry-After": "-3"}, None),
        ({"Retry-After": "nan"}, None),
        ({"Retry-After": "inf"}, None),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": ""}, None),
    ],
)
def test_the_pause_that_an_answer_asks_for(
    headers: dict[str, str], pause: timedelta | None
) -> None:
    assert asked_pause(headers, NOW) == pause


def _with_header(trick: Trick, line: str) -> Trick:
    """Put one more header line into what a trick sends."""

    def wrapped(connection: object) -> None:
        class Spy:
            def sendall(self, data: bytes) -> None:
                head, _, rest = data.partition(b"\r\n")
                connection.sendall(head + b"\r\n" + line.encode() + b"\r\n" + rest)  # type: ignore[attr-defined]

        trick(Spy())  # type: ignore[arg-type]

    return wrapped


@pytest.mark.parametrize(
    "trick", [error(429, 20429), error(503, 20503), answer(503, "<html>later</html>")]
)
@pytest.mark.parametrize("action", [BRAND, END_USER])
def test_the_pause_goes_with_the_failure(trick: Trick, action: Action) -> None:
    told: list[RemoteError] = []
    with (
        RudeServer(_with_header(trick, "retry-after: 7")) as server,
        gateway_to(server.url) as gateway,
    ):
        with pytest.raises(RemoteError) as written:
            gateway.perform(action, send_by=SEND_BY)
        with pytest.raises(RemoteError) as looked:
            gateway.look(Brand(sid="BN1"))
        with pytest.raises(RemoteError) as found:
            gateway.find(action)
        told += [written.value, looked.value, found.value]
    assert [failure.retry_after for failure in told] == [timedelta(seconds=7)] * 3
