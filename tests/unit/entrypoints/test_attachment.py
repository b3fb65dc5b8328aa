"""The environment of an attached program: nothing in it lets a call reach Twilio."""

from __future__ import annotations

from pathlib import Path

import pytest

from tendlc.entrypoints.cli.attachment import Attachment, attached, names_credentials

TO = Attachment(
    "http://127.0.0.1:4010",
    Path("/x/bundle"),
    Path("/x/extra"),
    Path("/x/hook"),
    Path("/x y/lead.cjs"),
    Path("/x/trust"),
)


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


def test_node_options_of_the_user_are_kept() -> None:
    ours = '--require "/x y/lead.cjs"'
    assert attached({}, TO)["NODE_OPTIONS"] == ours
    assert (
        attached({"NODE_OPTIONS": "--no-warnings"}, TO)["NODE_OPTIONS"] == f"--no-warnings {ours}"
    )


@pytest.mark.parametrize("name", ["JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"])
def test_a_proxy_in_an_option_of_java_does_not_come_after_ours(name: str) -> None:
    told = attached({name: "-Xmx1g -Dhttps.proxyHost=corporate"}, TO)
    assert told[name].startswith("-Xmx1g -Dhttps.proxyHost=corporate ")
    assert '"-Dhttps.proxyHost=127.0.0.1" "-Dhttps.proxyPort=4010"' in told[name]
    assert '"-Dhttps.proxyHost=127.0.0.1"' in told["JAVA_TOOL_OPTIONS"]


def test_exceptions_are_written_as_java_reads_them() -> None:
    told = attached({"NO_PROXY": ".corp,db.internal,10.0.0.0/8,*.twilio.com"}, TO)
    hosts = "localhost|127.0.0.1|::1|*.corp|db.internal"
    assert f'"-Dhttp.nonProxyHosts={hosts}"' in told["JAVA_TOOL_OPTIONS"]


def test_the_program_is_told_where_the_sandbox_is() -> None:
    assert attached({}, TO)["TENDLC_SANDBOX_URL"] == "http://127.0.0.1:4010"


def test_no_credentials_are_set_where_none_are_wished() -> None:
    assert not any(name.startswith("TWILIO_A") for name in attached({}, TO, credentials=False))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("TWILIO_ACCOUNT_SID=AC1", True),
        ("A=1\n  export TWILIO_AUTH_TOKEN = 'x'\n", True),
        ("TWILIO_API_KEY: SK1", True),
        ("TWILIO_ACCOUNT_SID=\nA=1", False),
        ("TWILIO_ACCOUNT_SID=   # set this\n", False),
        ("# TWILIO_ACCOUNT_SID=AC1", False),
        ("MY_TWILIO_AUTH_TOKEN=x", False),
        ("", False),
    ],
)
def test_an_env_file_that_sets_a_credential_is_known(text: str, named: bool) -> None:
    assert names_credentials(text) is named
