"""tendlc registers the customers of an ISV for US A2P 10DLC, and is the sandbox to try it on.

Two houses live here: the engine, which carries a customer through Twilio's walkthrough, and the
sandbox, a local stand-in for the Twilio APIs that the walkthrough uses. They meet over HTTP alone.
"""

from tendlc.version import __version__

__all__ = ["__version__"]
