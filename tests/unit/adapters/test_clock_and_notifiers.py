"""The machine's clock, the listeners and the log."""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Event as Flag

from tendlc.adapters.clock import SystemClock
from tendlc.adapters.notify.listeners import ListenerNotifier
from tests.contract.store.onboardings import event, onboarding


def test_the_clock_tells_utc() -> None:
    assert SystemClock().now().utcoffset() == timedelta(0)


def test_a_moment_that_has_passed_is_not_waited_for() -> None:
    assert SystemClock().wait(timedelta(days=-1))


def test_waiting_reaches_the_moment() -> None:
    clock = SystemClock()
    moment = clock.now() + timedelta(milliseconds=20)
    clock.wait(moment - clock.now())
    assert clock.now() >= moment


def test_a_stop_ends_a_long_wait() -> None:
    stop = Flag()
    stop.set()
    clock = SystemClock(stop)
    assert not clock.wait(timedelta(days=1))


class _SetBack(SystemClock):
    """A clock that is a day behind from its second reading on."""

    def __init__(self) -> None:
        super().__init__()
        self._readings = 0

    def now(self) -> datetime:
        self._readings += 1
        return super().now() - timedelta(days=min(self._readings - 1, 1))


def test_a_clock_set_back_in_a_wait_makes_it_no_longer() -> None:
    assert _SetBack().wait(timedelta(milliseconds=20))


def test_every_listener_is_told_in_order() -> None:
    told: list[str] = []
    notifier = ListenerNotifier(
        [lambda o, events: told.append(o.key), lambda o, events: told.append(events[0].name)]
    )
    notifier.notify(onboarding(), [event()])
    assert told == ["acme", "enrolled"]
