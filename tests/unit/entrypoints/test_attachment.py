"""The environment of an attached program: nothing in it lets a call reach Twilio."""

from __future__ import annotations

from pathlib import Path

import pytest

from tendlc.entrypoints.cli.attachment import Attachment, attached

TO = Attachment("http://127.0.0.1:4010", Path("/x/bundle"), Path("/x/extra"), Path("/x/hook"))


@pytest.mark.parametrize(
    "exception",
    [
        "*",
        "twilio.com",
        ".twilio.com",
        "*.twilio.com",
        "api.twilio.com",
        "com",
        ".com",
        "o.com",
        "TWILIO.COM",
        "twilio.com:443",
    ],
)
def test_exceptions_that_match_twilio_are_dropped(exception: str) -> None:
    told = attached({"NO_PROXY": f"a.example,{exception}"}, TO)
    assert told["NO_PROXY"] == told["no_proxy"] == "localhost,127.0.0.1,::1,a.example"


@pytest.mark.parametrize("exception", ["db.internal", "10.0.0.0/8", "example.com", ".corp:8080"])
def test_other_exceptions_are_kept(exception: str) -> None:
    assert attached({"no_proxy": exception}, TO)["NO_PROXY"].endswith(f",{exception}")


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"])
def test_another_proxy_does_not_come_before_ours(name: str) -> None:
    assert attached({name: "http://corporate:3128"}, TO)[name] == TO.url


def test_the_hook_comes_before_the_users_own_python_path() -> None:
    assert attached({"PYTHONPATH": "/own"}, TO)["PYTHONPATH"] == "/x/hook:/own"
    assert attached({}, TO)["PYTHONPATH"] == "/x/hook"


@pytest.mark.parametrize("name", ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_API_KEY"])
def test_no_credential_is_put_beside_one_of_the_users(name: str) -> None:
    told = attached({name: "own"}, TO)
    assert {key: value for key, value in told.items() if key.startswith("TWILIO_A")} == {
        name: "own"
    }


def test_the_environment_that_was_given_stays_as_it_was() -> None:
    given = {"NO_PROXY": "*", "PATH": "/bin"}
    assert attached(given, TO)["PATH"] == "/bin"
    assert given == {"NO_PROXY": "*", "PATH": "/bin"}
