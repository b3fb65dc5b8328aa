"""Lets aiohttp heed the proxy of the environment, in programs run by `tendlc sandbox exec`.

The asynchronous client of Twilio's Python library does not heed it, and would take the caller's
credentials to Twilio itself. Runs in the program's own Python, whichever that is: nothing of tendlc
may be imported, and nothing is loaded that the program does not load.
"""

from __future__ import annotations

import os
import sys
from importlib.machinery import PathFinder
from typing import Any


class HeedTheProxy:
    """Finds aiohttp as ever, and changes one default of it when it is loaded."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        if name != "aiohttp":
            return None
        spec: Any = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            load = spec.loader.exec_module

            def exec_module(module: Any) -> None:
                load(module)
                _change_default(module.ClientSession)

            spec.loader.exec_module = exec_module
        return spec


def _change_default(session: Any) -> None:
    made = session.__init__

    def make(self: Any, *args: Any, **options: Any) -> None:
        options.setdefault("trust_env", True)
        made(self, *args, **options)

    session.__init__ = make


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
    sys.meta_path.insert(0, HeedTheProxy())
    _load_the_one_that_this_hides()
