"""What was edited too late: fields whose value Twilio does not have and will not get by itself.

Asked last of all. It sends nothing: an approved bundle opens through Twilio Support alone, and a
campaign that has not failed cannot be edited. While a thing is under review nobody need act yet.
"""

from __future__ import annotations

from collections.abc import Sequence

from tendlc.domain.observed import BrandSeen, CampaignSeen
from tendlc.domain.onboarding import Onboarding
from tendlc.domain.status import BRAND, BUNDLE, CAMPAIGN, Standing, standing
from tendlc.domain.tasks import Task
from tendlc.rules import authentication, remedies
from tendlc.rules.planning.bundles import BundleState
from tendlc.rules.planning.decision import AskHuman
from tendlc.rules.unsent import PROFILE, fixed_with_campaign, of_sections, unsent

_SECTIONS = (PROFILE, ("messaging_profile",))


def decide(onboarding: Onboarding, bundles: Sequence[BundleState]) -> AskHuman | None:
    """Ask what is to become of edits that cannot be sent; None where there are none.

    Args:
        onboarding: the record.
        bundles: customer profile and trust product, in this order.
    """
    paths = tuple(path for path in unsent(onboarding) if not _goes_with_a_mail(onboarding, path))
    tasks = [*_locked(onboarding, bundles, paths), *_of_campaign(onboarding, paths)]
    return AskHuman(tasks=tuple(tasks)) if tasks else None


def _goes_with_a_mail(onboarding: Onboarding, path: str) -> bool:
    """Once Authentication+ has failed, another address goes to Twilio; its task says so."""
    brand = onboarding.observed.last(BrandSeen)
    there = brand is not None and standing(BRAND, brand.status) is Standing.GOOD
    asked = authentication.is_asked(onboarding) and authentication.is_awaited(onboarding)
    return path == authentication.CONTACT and there and asked


def _locked(
    onboarding: Onboarding, bundles: Sequence[BundleState], paths: tuple[str, ...]
) -> list[Task]:
    """A failed brand asks for its bundles itself."""
    brand = onboarding.observed.last(BrandSeen)
    if brand is not None and standing(BRAND, brand.status) is Standing.BAD:
        return []
    return [
        remedies.locked_bundle(bundle.kind.value, bundle.sid, fields)
        for bundle, sections in zip(bundles, _SECTIONS, strict=True)
        if (fields := of_sections(paths, *sections)) and _is_approved(bundle)
    ]


def _is_approved(bundle: BundleState) -> bool:
    return bundle.seen is not None and standing(BUNDLE, bundle.seen.status) is Standing.GOOD


def _of_campaign(onboarding: Onboarding, paths: tuple[str, ...]) -> list[Task]:
    """A failed campaign asks by itself; one under review only about what no edit can change."""
    seen = onboarding.observed.last(CampaignSeen)
    now = standing(CAMPAIGN, seen.status) if seen is not None else Standing.UNKNOWN
    fields = of_sections(paths, "campaign")
    if now is Standing.MOVING:
        fields = fixed_with_campaign(fields)
    if not fields or now not in (Standing.MOVING, Standing.GOOD):
        return []
    return [remedies.recreate_campaign(fields, verified=now is Standing.GOOD)]
