"""The data folder: made private, held by one process, and clear about what is wrong with it."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tendlc.adapters.sql.folder import DataFolder
from tendlc.errors import Advice, ConfigurationError, FolderInUse

HOLDER = """
import sys
from pathlib import Path
from tendlc.adapters.sql.folder import DataFolder
with DataFolder(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_new_folder_is_its_owners_alone(tmp_path: Path) -> None:
    with DataFolder(tmp_path / "a" / "data") as folder:
        assert stat.S_IMODE(folder.path.stat().st_mode) == 0o700


def test_a_second_process_is_told_who_holds_the_folder(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(FolderInUse, match=str(holder.pid)), DataFolder(tmp_path):
            pass
        holder.kill()


def test_a_killed_holder_leaves_the_folder_free(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        holder.kill()
    with DataFolder(tmp_path) as folder:
        assert (folder.path / "lock").read_text().strip() == str(os.getpid())


def test_a_folder_given_back_can_be_taken_again(tmp_path: Path) -> None:
    for _ in range(2):
        with DataFolder(tmp_path):
            pass


def test_a_file_in_the_folders_place_is_named(tmp_path: Path) -> None:
    file = tmp_path / "data"
    file.write_text("")
    with pytest.raises(ConfigurationError, match="is not a folder") as raised, DataFolder(file):
        pass
    assert str(file) in raised.value.message
    assert raised.value.advice is Advice.NAME_WRITABLE_FOLDER


def test_a_folder_that_cannot_be_made_is_named() -> None:
    with (
        pytest.raises(ConfigurationError, match="/proc/tendlc cannot be made"),
        DataFolder(Path("/proc/tendlc")),
    ):
        pass


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_the_right_to_write_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(ConfigurationError, match="cannot be written"), DataFolder(tmp_path):
        pass


def test_looking_needs_no_lock_and_no_folder(tmp_path: Path) -> None:
    with DataFolder(tmp_path):
        DataFolder(tmp_path).check_readable()
    DataFolder(tmp_path / "missing").check_readable()
    assert not (tmp_path / "missing").exists()


def test_looking_into_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(ConfigurationError, match="is not a folder"):
        DataFolder(tmp_path / "data").check_readable()
