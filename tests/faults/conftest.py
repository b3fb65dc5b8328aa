"""Plays the cases of a module a few at a time: each spends most of its time waiting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from tests.conftest import SandboxProcess
from tests.warm import warm_up

AT_ONCE = 8

Played = Mapping[Any, "Future[Any]"]


@pytest.fixture(scope="module")
def played(
    request: pytest.FixtureRequest,
    sandbox_server: SandboxProcess,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Played]:
    """What the module's `play` returns for each `case` of the tests that were asked for."""
    items = [item for item in request.session.items if item.path == request.path]
    cases = dict.fromkeys(item.callspec.params["case"] for item in items if has_case(item))  # type: ignore[attr-defined]
    warm_up()
    pool = ThreadPoolExecutor(AT_ONCE)
    folders = {case: tmp_path_factory.mktemp("case") for case in cases}
    yield {
        case: pool.submit(request.module.play, case, sandbox_server, folder)
        for case, folder in folders.items()
    }
    pool.shutdown(cancel_futures=True)


def has_case(item: pytest.Item) -> bool:
    return "case" in getattr(getattr(item, "callspec", None), "params", {})
