"""Leads calls to Twilio to the sandbox, in Python programs run by `tendlc sandbox exec`.

Most clients heed the proxy of the environment. Those that do not, or are told not to, ask for the
address of a host: for Twilio's they are given the sandbox's. Runs in the program's own Python,
whichever that is: nothing of tendlc may be imported, and nothing is loaded that the program does
not load.
"""

from __future__ import annotations

import os
import sys
from importlib.machinery import PathFinder
from typing import Any


class Changed:
    """Finds modules as ever, and changes some of them when they are loaded."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        change = CHANGES.get(name)
        if change is None:
            return None
        spec: Any = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            load = spec.loader.exec_module

            def exec_module(module: Any) -> None:
                load(module)
                change(module)

            spec.loader.exec_module = exec_module
        return spec


def heed_the_proxy(aiohttp: Any) -> None:
    made = aiohttp.ClientSession.__init__

    def make(self: Any, *args: Any, **options: Any) -> None:
        options.setdefault("trust_env", True)
        made(self, *args, **options)

    aiohttp.ClientSession.__init__ = make


def trust_the_sandbox(certifi_core: Any) -> None:
    """Have those trust it that ask certifi, and no variable, whom to trust."""
    bundle = os.environ.get("SSL_CERT_FILE", "")
    if os.path.isfile(bundle):
        certifi_core.where = lambda: bundle


def find_the_sandbox(socket: Any) -> None:
    """Give the sandbox's address and port where Twilio's are asked for."""
    sandbox = _host_and_port(os.environ.get("TENDLC_SANDBOX_URL", ""))
    if sandbox is None:
        return
    looked_up = socket.getaddrinfo

    def getaddrinfo(host: Any, port: Any, *args: Any, **options: Any) -> Any:
        if is_twilio(host):
            host, port = sandbox
        return looked_up(host, port, *args, **options)

    socket.getaddrinfo = getaddrinfo
    for name in ("gethostbyname", "gethostbyname_ex"):
        setattr(socket, name, _asked_for_sandbox(getattr(socket, name), sandbox[0]))
    for name in ("connect", "connect_ex"):
        setattr(socket.socket, name, _connected(getattr(socket.socket, name), sandbox))


def _asked_for_sandbox(looked_up: Any, sandbox_host: str) -> Any:
    return lambda host: looked_up(sandbox_host if is_twilio(host) else host)


def _connected(connect: Any, sandbox: tuple[str, int]) -> Any:
    def to(self: Any, address: Any) -> Any:
        named = isinstance(address, tuple) and address and is_twilio(address[0])
        return connect(self, sandbox if named else address)

    return to


def is_twilio(host: Any) -> bool:
    if isinstance(host, (bytes, bytearray)):
        host = host.decode("latin-1")
    name = host.lower().rstrip(".") if isinstance(host, str) else ""
    return name == "twilio.com" or name.endswith(".twilio.com")


def _host_and_port(url: str) -> tuple[str, int] | None:
    """Read an address without urllib, which the program may not load."""
    host, _, port = url.partition("://")[2].partition("/")[0].rpartition(":")
    if not port.isdigit():
        host, port = url.partition("://")[2].partition("/")[0], "80"
    return (host.strip("[]"), int(port)) if host else None


CHANGES = {
    "aiohttp": heed_the_proxy,
    "certifi.core": trust_the_sandbox,
    "socket": find_the_sandbox,
}


def _change_what_is_loaded_and_what_comes() -> None:
    for name, change in CHANGES.items():
        if name in sys.modules:
            change(sys.modules[name])
    sys.meta_path.insert(0, Changed())


def _load_the_one_that_this_hides() -> None:
    here = os.path.realpath(os.path.dirname(__file__))
    sys.path[:] = [each for each in sys.path if os.path.realpath(each) != here]
    ours = sys.modules.pop("sitecustomize", None)
    try:
        import sitecustomize  # type: ignore[import-not-found]  # noqa: F401
    except ModuleNotFoundError as error:
        if error.name != "sitecustomize":
            raise
    finally:
        if ours is not None:
            sys.modules.setdefault("sitecustomize", ours)


if __name__ == "sitecustomize":
    _change_what_is_loaded_and_what_comes()
    _load_the_one_that_this_hides()
