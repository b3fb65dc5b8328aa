"""The authority of this installation: who vouches for the sandbox when it answers as twilio.com.

It is made at first use, in the data folder, for this folder alone; the key never leaves it. Names
with a region are given a certificate of their own when a client first asks for them.
"""

from __future__ import annotations

import os
import ssl
import threading
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tendlc.sandbox.wire.hosts import is_twilio

KEY_FILE: Final = "authority-key.pem"
CERTIFICATE_FILE: Final = "authority.pem"
_RENEWED_BEFORE_SECONDS: Final = 30 * 86_400
_MOST_NAMES: Final = 64
_ORDINARY: Final = ("*.twilio.com", "twilio.com")


class Authority:
    """The certificates of one data folder. `now` gives the machine's time in seconds since 1970.

    May be used by several threads.
    """

    def __init__(self, folder: Path, now: Callable[[], float]) -> None:
        self._folder = folder
        self._now = now
        self._lock = threading.RLock()
        self._pem = ""
        self._ends_at = 0.0
        self._contexts: dict[str, tuple[float, ssl.SSLContext]] = {}

    def certificate(self) -> str:
        """Return the authority's own certificate as PEM: what a client is to trust.

        It is in `authority.pem` of the data folder too.
        """
        from tendlc.sandbox.attach.certificates import public_part

        return public_part(self._authority())

    def context(self) -> ssl.SSLContext:
        """Return what the next TLS connection is to be served with; the first call takes longer."""
        return self._context("")

    def _context(self, name: str) -> ssl.SSLContext:
        with self._lock:
            ends, context = self._contexts.get(name, (0.0, None))
            if context is None or ends - self._now() < _RENEWED_BEFORE_SECONDS:
                if len(self._contexts) >= _MOST_NAMES:
                    self._contexts.clear()
                ends, context = self._made_context([name] if name else _ORDINARY)
                self._contexts[name] = ends, context
            return context

    def _made_context(self, names: list[str] | tuple[str, ...]) -> tuple[float, ssl.SSLContext]:
        from tendlc.sandbox.attach.certificates import ends_at, new_server

        pem = new_server(self._authority(), names, self._now())
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_alpn_protocols(["http/1.1"])
        context.sni_callback = self._choose
        with TemporaryDirectory(dir=self._folder) as folder:  # TLS takes keys from files only
            file = Path(folder) / "server.pem"
            _write(file, pem, 0o600)
            context.load_cert_chain(file)
        return ends_at(pem), context

    def _choose(self, connection: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
        """Choose by the name that the client asks for, as TLS calls it back."""
        asked = (name or "").lower()
        if asked.count(".") > 2 and is_twilio(asked):
            connection.context = self._context(asked)

    def _authority(self) -> str:
        from tendlc.sandbox.attach.certificates import ends_at, new_authority

        with self._lock:
            if not self._pem:
                self._pem = self._stored()
                self._ends_at = ends_at(self._pem) if self._pem else 0.0
            if self._ends_at - self._now() < _RENEWED_BEFORE_SECONDS:
                self._pem = new_authority(self._now())
                self._ends_at = ends_at(self._pem)
                self._contexts.clear()
                self._store()
            return self._pem

    def _stored(self) -> str:
        """Return what the folder holds; nothing where it holds none, or something broken."""
        from tendlc.sandbox.attach.certificates import public_part

        try:
            pem = (self._folder / KEY_FILE).read_text(encoding="ascii")
            (self._folder / KEY_FILE).chmod(0o600)  # a copied folder may have come with another
            _write(self._folder / CERTIFICATE_FILE, public_part(pem), 0o644)
        except (FileNotFoundError, ValueError):
            return ""
        return pem

    def _store(self) -> None:
        from tendlc.sandbox.attach.certificates import public_part

        _write(self._folder / KEY_FILE, self._pem, 0o600)
        _write(self._folder / CERTIFICATE_FILE, public_part(self._pem), 0o644)


def _write(path: Path, text: str, mode: int) -> None:
    """Replace a file in one step, so that nobody sees half of it, or sees it before its mode."""
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w") as file:
        file.write(text)
    part.replace(path)
