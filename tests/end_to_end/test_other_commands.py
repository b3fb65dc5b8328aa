"""status, answer, sandbox, and what every command has in common."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.end_to_end.commands import EXAMPLES, Home, interrupt, read_until
from tests.end_to_end.versions import another_version

ACME = EXAMPLES / "acme.yaml"


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home where acme is ready and borealis has begun."""
    home = Home(tmp_path_factory.mktemp("used"))
    assert home.run("onboard", ACME, "--data", home.data).code == 0
    slow = home.with_settings(TENDLC_SANDBOX_SPEED="0.01")
    ran = slow.run("onboard", EXAMPLES / "borealis.yaml", "--data", home.data, "--wait", "0")
    assert ran.code == 4
    assert "borealis is not ready yet: preparing. The next look is due at 2" in ran.out
    assert "Run the same command again to go on." in ran.out
    return home


def test_status_shows_customers_and_their_stages(used: Home) -> None:
    ran = used.run("status", "--data", used.data)
    assert ran.code == 0
    counts, _, heading, columns, *rows = ran.out.splitlines()
    assert counts == "2 customers: 1 preparing, 1 registered"
    assert heading.startswith("Sandbox, account AC")
    assert columns.split() == ["customer", "stage", "for", "next"]
    *rows, empty, meaning, more = rows
    assert [row.split()[:2] for row in rows] == [["acme", "registered"], ["borealis", "preparing"]]
    assert (empty, meaning[:29]) == ("", "registered: every step that T")
    assert more.endswith("Twilio's API does not show when. Send a test message first.")


def test_status_of_one_customer_shows_steps_results_and_history(used: Home) -> None:
    out = used.run("status", "acme", "--data", used.data).out
    for expected in (
        r"^acme: registered$",
        r"^ 1\.1 Customer profile +made +BU\w{32} \d\d:\d\d:\d\d$",
        r"^  Number    PN\w{32}  \+1303",
        r"^History$",
        r"^  \d\d:\d\d:\d\d  step made  brand_registration  BN",
        r"customer registered$",
    ):
        assert re.search(expected, out, re.MULTILINE), expected


def test_status_as_json_has_rows_and_the_history_where_one_customer_is_asked_for(
    used: Home,
) -> None:
    everyone = used.run("status", "--json", "--data", used.data).json["customers"]
    assert [(one["customer"], one["stage"]) for one in everyone] == [
        ("acme", "registered"),
        ("borealis", "preparing"),
    ]
    (one,) = used.run("status", "acme", "--json", "--data", used.data).json
    assert one["history"][0]["name"] == "enrolled"


def test_status_of_an_unknown_customer_names_it(used: Home) -> None:
    ran = used.run("status", "nobody", "--data", used.data)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("The ledger knows no customer nobody.\nNext: Run `tendlc status`")


def test_status_before_anything_happened_makes_no_folder(home: Home) -> None:
    ran = home.run("status", "--data", home.data)
    assert (ran.code, ran.out) == (0, "No customers yet. Next: run `tendlc onboard FILE`.\n")
    assert not home.data.exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("acme", "brand_registration"), "Give --sid SID or --absent."),
        (("acme", "brand_registration", "--sid", "BN1"), "BN1 is not a SID."),
        (("acme", "brand_registration", "--absent"), "There is no open question about the step"),
        (("acme", "nothing", "--absent"), "There is no open question about the step nothing"),
        (("nobody", "brand_registration", "--absent"), "The ledger knows no customer nobody."),
    ],
)
def test_answer_says_what_is_wrong_with_it(
    arguments: tuple[str, ...], sentence: str, used: Home
) -> None:
    ran = used.run("answer", *arguments, "--data", used.data)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith(sentence)
    assert "\nNext: " in ran.err


def test_an_unforeseen_error_is_a_sentence_and_its_traceback_comes_when_asked_for(
    home: Home, tmp_path: Path
) -> None:
    def broken(text: str) -> str:
        opening = "    with Place(data=data)"
        return text.replace(opening, f"    raise LookupError('Jane Doe')\n{opening}")

    faulty = another_version(home, tmp_path, {"entrypoints/cli/status.py": broken})
    ran = faulty.run("status", "--data", home.data)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("Something went wrong inside tendlc: LookupError (status.py, line ")
    assert "`tendlc --traceback ...`" in ran.err
    assert "Jane" not in ran.err


def test_an_error_out_of_a_library_names_our_line_that_called_it(
    home: Home, tmp_path: Path
) -> None:
    def broken(text: str) -> str:
        opening = "    with Place(data=data)"
        call = "__import__('pydantic').TypeAdapter(int).validate_python('Jane Doe')"
        return text.replace(opening, f"    {call}\n{opening}")

    faulty = another_version(home, tmp_path, {"entrypoints/cli/status.py": broken})
    ran = faulty.run("status", "--data", home.data)
    assert ran.err.startswith("Something went wrong inside tendlc: ValidationError (status.py, ")
    assert "Jane" not in ran.err


@pytest.mark.parametrize(
    "arguments",
    [("--help",), ("--version",), ("status", "--help"), ("status",), ("check", ACME)],
    ids=["help", "version", "help of a command", "status", "check"],
)
def test_output_that_cannot_be_written_is_told_in_a_sentence(
    arguments: tuple[str, ...], home: Home
) -> None:
    ran = home.into_a_full_disk(*arguments)
    assert ran.code == 1
    assert ran.err == (
        "The output cannot be written: No space left on device.\n"
        "Next: Send it where there is room. What was done is in the ledger.\n"
    )


def test_sandbox_says_where_it_listens_its_seed_and_how_to_point_a_client_at_it(
    home: Home,
) -> None:
    folder = home.path / "served"
    with home.started("sandbox", "--port", "0", "--data", folder, "--seed", "7") as process:
        said = "".join(read_until(process, "onboard FILE"))
        url = said.split()[5]
        with urlopen(f"{url}/control") as answer:
            assert b"tendlc sandbox" in answer.read()
        port = url.rpartition(":")[2]
        busy = home.run("sandbox", "--port", port, "--data", home.path / "other")
        same = home.run("sandbox", "--port", "0", "--data", folder)
        stopped = interrupt(process)
    assert "\n  Seed          7\n" in said
    assert f"\n  In a browser  {url}/\n" in said
    assert f"tendlc sandbox exec --port {port} -- " in said
    lines = said.replace(str(folder), "FOLDER").splitlines()
    assert [line for line in lines if len(line) > 80] == []
    assert f"tendlc onboard FILE --target {url}" in said
    assert (busy.code, busy.out) == (1, "")
    assert busy.err.startswith(
        f"Port {port} on 127.0.0.1 cannot be used: Address already in use.\n"
    )
    assert "Next: Stop what uses it, or choose another one with --port" in busy.err
    assert same.err.startswith(f"Another sandbox is using the data folder {folder}.\nNext: ")
    assert (stopped.code, stopped.err) == (0, "")


def test_sandbox_that_other_machines_can_reach_says_so(home: Home) -> None:
    with home.started("sandbox", "--port", "0", "--host", "0.0.0.0", "--data", "d") as process:
        told = read_until(process, "Other machines can reach it")
        interrupt(process)
    assert told[0].startswith("tendlc sandbox ")


def test_sandbox_on_a_folder_that_cannot_be_written_says_so(home: Home) -> None:
    (home.path / "a-file").write_text("in the way")
    ran = home.run("sandbox", "--port", "0", "--data", "a-file/below")
    assert ran.code == 1
    assert ran.err.startswith("The data folder a-file/below cannot be written: Not a directory.\n")


@pytest.mark.parametrize("command", [(), ("onboard",), ("check",), ("status",), ("sandbox",)])
def test_help_is_complete(command: tuple[str, ...], home: Home) -> None:
    ran = home.run(*command, "--help")
    assert (ran.code, ran.err) == (0, "")
    assert "Usage: tendlc" in ran.out.replace("python -m tendlc", "tendlc")


def test_version_is_printed(home: Home) -> None:
    assert re.fullmatch(r"tendlc \d+\.\d+\.\d+\n", home.run("--version").out)


def test_the_data_folder_defaults_to_the_users(home: Home) -> None:
    (home.path / ".local").write_text("in the way")
    ran = home.run("onboard", ACME)
    assert f"The data folder {Path(home.path, '.local/share/tendlc')}" in ran.err
