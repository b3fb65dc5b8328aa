"""TrustProducts: what the customer wants to do. Here always A2P messaging.

All that it has in common with a customer profile stands in bundles.py.
"""

from __future__ import annotations

from functools import partial
from typing import Final

from tendlc.sandbox.operations import Operation
from tendlc.sandbox.resources import bundles
from tendlc.sandbox.resources.bundles import TRUST_PRODUCT as KIND

_ONE: Final = f"{KIND.path}/{{sid}}"

OPERATIONS: Final = (
    Operation("POST", "trusthub", KIND.path, partial(bundles.create, KIND)),
    Operation("GET", "trusthub", KIND.path, partial(bundles.index, KIND)),
    Operation("GET", "trusthub", _ONE, partial(bundles.fetch, KIND)),
    Operation("POST", "trusthub", _ONE, partial(bundles.update, KIND)),
    Operation("DELETE", "trusthub", _ONE, partial(bundles.delete, KIND)),
)
STEPS: Final = bundles.steps(KIND)
