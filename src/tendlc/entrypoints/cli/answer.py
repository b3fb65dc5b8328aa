"""`tendlc answer`: a person says whether the object of a lost answer is there.

Apart from the other commands, for it is the only one that takes a person's word for a fact.
"""

from __future__ import annotations

from pathlib import Path

from tendlc.errors import NotAllowed


def answer(customer: str, step: str, *, sid: str | None, absent: bool, data: Path | None) -> None:
    """Settle one doubt; raises NotAllowed where there is none or the answer is not clear."""
    from tendlc.bootstrap import answer_doubt
    from tendlc.catalog.sids import is_sid
    from tendlc.settings import load_settings

    if (sid is None) != absent:
        raise NotAllowed(
            "It takes either --sid SID or --absent.",
            field="--sid",
            next_step="Look in the Console whether the object is there, then say so.",
        )
    if sid is not None and not is_sid(sid):
        raise NotAllowed(
            f"{sid} is not a SID.",
            field="--sid",
            next_step="Copy it from the Console: two letters and 32 hexadecimal digits.",
        )
    settings = load_settings()
    answer_doubt(settings, data or settings.data_folder, customer, step, sid)
    print("Noted. Next: run `tendlc onboard` on the customer's file again.")
