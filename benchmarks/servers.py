"""The servers that are measured: started, watched through /proc, and stopped.

A server is a process with its children. All listen on loopback only. Linux only, because of /proc.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

ROOT = Path(__file__).parents[1]
NODE_MODULES = Path(__file__).parent / "node_modules"
PRISM = NODE_MODULES / ".bin" / "prism"
SPECS = ROOT.parent / "shared" / "specs"
_START_SECONDS = 30.0
_STOP_SECONDS = 5.0
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers. `seconds` went by from its exec to its first answer over HTTP."""

    url: str
    process: subprocess.Popen[bytes]
    seconds: float
    start_cpu: float

    def megabytes(self) -> float:
        """Return the proportional set size of the process with its children."""
        return sum(_pss_kilobytes(pid) for pid in _tree(self.process.pid)) / 1024

    def cpu_seconds(self) -> float:
        """Return the CPU time that the process with its children has used so far."""
        return _cpu_seconds(self.process.pid)


@contextmanager
def sandbox(data: Path, *options: str, checkout: Path | None = None) -> Iterator[Server]:
    """Run a sandbox on a data folder, as a child that ends with its standard input.

    It is that of this checkout, or of another one that has its own `.venv`.
    """
    python = str(checkout / ".venv" / "bin" / "python") if checkout else sys.executable
    command = [python, "-m", "tendlc.sandbox", "--child", "--port", "0"]
    command += ["--data", str(data), *options]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    started = time.perf_counter()
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=checkout,
        env=environment if checkout else None,
    ) as process:
        try:
            assert process.stdout
            url = json.loads(process.stdout.readline())["url"]
            _wait_for_answer(process, int(url.rpartition(":")[2]))
            yield _answering(url, process, started)
        finally:
            assert process.stdin
            process.stdin.close()
            _wait_for_end(process)


@contextmanager
def receiver() -> Iterator[str]:
    """Serve a receiver of deliveries that takes everything; gives its URL."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Receiver)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/events"
    finally:
        server.shutdown()
        server.server_close()


class _Receiver(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Stay quiet."""


@contextmanager
def prism(spec: Path, *options: str) -> Iterator[Server]:
    """Run Prism on one of Twilio's OpenAPI specifications, as it comes; its log goes nowhere."""
    port = _free_port()
    command = [str(PRISM), "mock", "-h", "127.0.0.1", "-p", str(port), *options, str(spec)]
    nowhere = subprocess.DEVNULL
    started = time.perf_counter()
    with subprocess.Popen(command, stdin=nowhere, stdout=nowhere, stderr=nowhere) as process:
        try:
            _wait_for_answer(process, port)
            yield _answering(f"http://127.0.0.1:{port}", process, started)
        finally:
            process.send_signal(signal.SIGTERM)
            _wait_for_end(process)


def why_no_node() -> str:
    """Return why autocannon and Prism cannot be had, or nothing; install them where they can."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        return "Node and npm are not installed"
    lock = (NODE_MODULES.parent / "package-lock.json").read_text("utf-8")
    stamp = NODE_MODULES / ".installed-lock"
    if stamp.is_file() and stamp.read_text("utf-8") == lock:
        return ""
    print("Installing autocannon and Prism by npm ci (once) ...", file=sys.stderr, flush=True)
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(command, cwd=NODE_MODULES.parent, capture_output=True, text=True)
    if done.returncode:
        return f"npm ci failed: {done.stderr.strip()[-200:]}"
    stamp.write_text(lock, "utf-8")
    return ""


def why_no_prism() -> str:
    """Return why Prism is left out, or nothing."""
    return why_no_node() or ("" if SPECS.is_dir() else f"there are no specifications in {SPECS}")


def _answering(url: str, process: subprocess.Popen[bytes], started: float) -> Server:
    return Server(url, process, time.perf_counter() - started, _cpu_seconds(process.pid))


def _wait_for_answer(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.perf_counter() + _START_SECONDS
    while time.perf_counter() < deadline and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=_START_SECONDS) as asking:
                asking.sendall(b"GET /control HTTP/1.1\r\nHost: localhost\r\n\r\n")
                if asking.recv(12).startswith(b"HTTP/1.1 "):
                    return
        except ConnectionError:
            time.sleep(0.001)
    raise RuntimeError(f"no answer from {process.args!r}")


def _wait_for_end(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def _tree(root: int) -> list[int]:
    parents = {int(entry.name): _parent(entry) for entry in Path("/proc").glob("[0-9]*")}
    found = [root]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found


def _parent(entry: Path) -> int:
    try:
        return int(_after_name(entry)[1])
    except OSError:  # it has ended since
        return 0


def _cpu_seconds(root: int) -> float:
    return sum(_cpu_ticks(pid) for pid in _tree(root)) / _TICKS


def _cpu_ticks(pid: int) -> int:
    fields = _after_name(Path(f"/proc/{pid}"))
    return int(fields[11]) + int(fields[12])


def _after_name(entry: Path) -> Sequence[str]:
    return entry.joinpath("stat").read_text("utf-8").rpartition(")")[2].split()


def _pss_kilobytes(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
