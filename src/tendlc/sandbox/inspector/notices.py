"""Notices: what a page says after a form was sent, once.

A form that was refused is shown again as it was filled in, so that nobody types anything twice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final


class Typed(dict[str, str]):
    """The fields of a form as they were sent; those that it does not have are empty."""

    def __missing__(self, name: str) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class Notice:
    """What came of a form. One that was refused keeps what was typed into it."""

    tone: str
    text: str
    path: str = ""
    form: Typed = field(default_factory=Typed)

    def refused(self, action: str, **mark: str) -> bool:
        """Say whether this is of the form with an action, and with these fields."""
        same = all(self.form[name] == value for name, value in mark.items())
        return bool(self.path) and self.path.endswith(action) and same

    def typed(self, action: str) -> Typed:
        """Return what was typed into the form with an action, if that was refused."""
        return self.form if self.refused(action) else Typed()


NO_NOTICE: Final = Notice("", "")
