"""A rule of the preflight: what all of its findings have in common.

It holds no judgement: the packs beside it do.
"""

from __future__ import annotations

from dataclasses import dataclass

from tendlc.domain.findings import Finding, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: its stable id, the codes it foresees, and where it was published.

    `sure` is False where the rule is inferred, or reviewers differ; such a rule only warns.
    """

    id: str
    codes: tuple[int, ...] = ()
    source: str
    sure: bool = True

    def error(self, field: str, message: str, *, text: str = "", instead: str = "") -> Finding:
        """Say that a value would be refused."""
        return self._finding(Severity.ERROR, field, message, text, instead)

    def warning(self, field: str, message: str, *, text: str = "", instead: str = "") -> Finding:
        """Say that a value is likely to be rejected."""
        return self._finding(Severity.WARNING, field, message, text, instead)

    def note(self, field: str, message: str, *, text: str = "", instead: str = "") -> Finding:
        """Say something that is worth knowing."""
        return self._finding(Severity.NOTE, field, message, text, instead)

    def _finding(
        self, severity: Severity, field: str, message: str, text: str, instead: str
    ) -> Finding:
        return Finding(
            rule=self.id,
            severity=severity,
            sure=self.sure,
            codes=self.codes,
            field=field,
            text=text,
            message=message,
            instead=instead,
            source=self.source,
        )
