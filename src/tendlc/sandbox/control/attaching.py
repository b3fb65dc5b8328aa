"""Control of attaching: what programs need that come by TLS or through a tunnel.

It hands out the authority's certificate; the key stays in the data folder.
"""

from __future__ import annotations

from typing import Any

from tendlc.sandbox.control.requests import Request


def show_authority(request: Request) -> dict[str, Any]:
    """Shows the certificate that a client must trust to reach the sandbox as twilio.com."""
    return {"certificate": request.rooms.certificate()}
