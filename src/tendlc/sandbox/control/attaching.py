"""Control of attaching: what programs need that come by TLS or through a tunnel.

It hands out the authority's certificate; the key stays in the data folder.
"""

from __future__ import annotations

from typing import Any

from tendlc.sandbox.control.requests import Request
from tendlc.sandbox.refusal import Refusal


def show_authority(request: Request) -> dict[str, Any]:
    """Shows the certificate that a client must trust to reach the sandbox as twilio.com."""
    try:
        return {"certificate": request.rooms.certificate()}
    except OSError as error:  # a full disk, or a folder that is not ours any more
        reason = error.strerror or str(error)
        raise Refusal(20503, f"No certificate can be made in the data folder: {reason}") from None
