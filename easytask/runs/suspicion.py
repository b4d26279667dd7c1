"""Remember whether the backlink that we ask for is suspected to be our own mistake, and who has confirmed it."""

from __future__ import annotations

from easytask.models import ConfirmedSiteLink, Run
from easytask.verdicts.records import TEXT_CHARS


def is_confirmed(site_link: str) -> bool:
    """Return whether the owner has confirmed exactly this site_link."""
    return ConfirmedSiteLink.objects.filter(site_link=site_link[:TEXT_CHARS]).exists()


def suspicious_run() -> Run | None:
    """Return the latest run over all links, when the site_link that it suspects is not confirmed; else None."""
    run = Run.objects.filter(is_full=True, state=Run.State.DONE).first()
    if run is None or not run.suspected_site_link or is_confirmed(run.suspected_site_link):
        return None
    return run


def stands_against(site_link: str) -> bool:
    """Return whether this site_link is suspected at present."""
    run = suspicious_run()
    return run is not None and run.suspected_site_link == site_link[:TEXT_CHARS]
