"""Take an application in: begin it with an address, look again, and hand it in; every step has its limits.

Nothing that a stranger typed or served is shown to anybody but the stranger and the owner.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import secrets

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from blog.site import identity, values
from easytask import probes, quotas
from easytask.applications.refusals import Refusal, Refused
from easytask.duplicates import friend_at
from easytask.fetching.guard import Guard
from easytask.models import Application
from easytask.notifications import letters, outbox
from easytask.probes import AskedBy, Probe, ProbeState
from easytask.quotas import Quota
from easytask.site_settings import declared
from easytask.verdicts import addresses, domains
from easytask.verdicts.addresses import Address, BadAddress
from easytask.verdicts.eligibility import Eligibility, eligibility
from easytask.verdicts.records import TEXT_CHARS

# What strangers can make us look at; docs/door.md has the whole table.
HOUR = dt.timedelta(hours=1)
LOOKS_IN_ALL, LOOKS_AT_A_SITE, LOOKS_FOR_A_NETWORK = 60, 6, 10
# The owner reads no more, and a flood must not fill the database.
MOST_WAITING = 50
# A draft is forgotten, and what it found with it; whoever was declined may come again.
DRAFT_LIFETIME = dt.timedelta(days=1)
DECIDED_LATELY = dt.timedelta(days=30)
# The others stay for their pages.
RETENTION = dt.timedelta(days=90)
TOKEN_BYTES = 24


@dataclasses.dataclass(frozen=True, slots=True)
class Card:
    """How an applicant wants to be shown, each text checked for its form alone."""

    name: str
    description: str = ""
    icon: str = ""
    feed: str = ""
    email: str = ""


def begin(link: str, *, network: str, language: str) -> Application:
    """Begin an application and have a worker look at the address; ``network`` is whoever asks.

    Raises Refused.
    """
    address = _address(link)
    # First, since it is what bounds how often all friends are looked through for the address.
    _take_look(address, network)
    _refuse_known(address)
    return Application.objects.create(
        token=secrets.token_urlsafe(TOKEN_BYTES),
        link=address.href,
        key=key_of(address),
        language=language,
        probe_id=probes.request(address.href, AskedBy.VISITOR).id,
        created_at=timezone.now(),
    )


def look_again(application: Application, *, network: str, link_page: str = "") -> None:
    """Have a worker look once more, for our link on ``link_page`` when one is named. Raises Refused."""
    if application.state != Application.State.DRAFT:
        raise Refused(Refusal.NOT_OPEN)
    address = addresses.parse(application.link)
    page = _address(link_page) if link_page else None
    if page is not None and page.site != address.site:
        raise Refused(Refusal.OTHER_SITE)
    _take_look(address, network)
    probe = probes.request(address.href, AskedBy.VISITOR, link_page=page.href if page else "")
    Application.objects.filter(pk=application.pk, state=Application.State.DRAFT).update(probe_id=probe.id)


def hand_in(application: Application, card: Card) -> None:
    """Put an application on the owner's list, and tell both sides by mail. Raises Refused."""
    try:
        with transaction.atomic():
            draft = Application.objects.select_for_update().filter(pk=application.pk).first()
            if draft is None or draft.state != Application.State.DRAFT:
                raise Refused(Refusal.NOT_OPEN)
            probe = probe_of(draft)
            if probe is None or not standing_of(probe).may_be_handed_in:
                raise Refused(Refusal.NOT_ELIGIBLE)
            _refuse_known(addresses.parse(draft.link))
            answer = probe.answer
            draft.state = Application.State.WAITING
            draft.handed_in_at = timezone.now()
            draft.link_page = answer.link_page if answer else ""
            for field in dataclasses.fields(card):
                setattr(draft, field.name, getattr(card, field.name))
            draft.save()
            outbox.enqueue_application(draft)
            letters.queue_received(draft)
    except IntegrityError as error:
        # Another application for the same address was handed in at the same moment.
        raise Refused(Refusal.ASKED) from error


def probe_of(application: Application) -> Probe | None:
    """Return the latest look at the site of an application; None when it is forgotten."""
    return probes.as_probe(application.probe) if application.probe is not None else None


def standing_of(probe: Probe) -> Eligibility:
    """Return what a look came to; without an answer nothing was seen."""
    if probe.state is not ProbeState.DONE or probe.answer is None:
        return Eligibility.DEAD
    return eligibility(probe.answer.kind, probe.answer.cause)


def key_of(address: Address) -> str:
    """Return what all spellings of one address share, in a length that an index takes."""
    return hashlib.sha256(repr(address.same_page_key).encode()).hexdigest()


def delete_old() -> None:
    """Forget drafts, and applications that came to their end long ago; a friend's stays, as the page of the friend."""
    now = timezone.now()
    Application.objects.filter(state=Application.State.DRAFT, created_at__lt=now - DRAFT_LIFETIME).delete()
    decided = Application.objects.exclude(state__in=(Application.State.DRAFT, Application.State.WAITING))
    friends = Q(state=Application.State.APPROVED, friend__isnull=False) | Q(friend__is_active=True)
    decided.filter(decided_at__lt=now - RETENTION).exclude(friends).delete()


def _address(text: str) -> Address:
    """Read an address as people type it. Raises Refused."""
    try:
        address = addresses.parse_site_link(text)
    except BadAddress as error:
        raise Refused(Refusal.BAD_ADDRESS) from error
    host = address.host.strip("[]")
    guard = Guard(settings.FRIENDLINK_ALLOWED_NETWORKS)
    if len(address.href) > TEXT_CHARS:
        raise Refused(Refusal.BAD_ADDRESS)
    # A word alone is somebody's name more often than that of a machine.
    if "." not in host and ":" not in host and host != "localhost":
        raise Refused(Refusal.BAD_ADDRESS)
    # The guard at the socket is what keeps us out; this only says so at once where a look is not needed for it.
    if host == "localhost" or (domains.is_ip(host) and not guard.allows(host)):
        raise Refused(Refusal.PRIVATE_ADDRESS)
    return address


def _refuse_known(address: Address) -> None:
    """Refuse an address of our own, of a friend, or one that was asked for already."""
    in_force = values.current()
    if address.site in (_site(in_force[identity.URL]), _site(in_force[declared.SITE_LINK])):
        raise Refused(Refusal.OURSELVES)
    if friend_at(address) is not None:
        raise Refused(Refusal.KNOWN)
    others = Application.objects.filter(key=key_of(address))
    if others.filter(state=Application.State.WAITING).exists():
        raise Refused(Refusal.ASKED)
    lately = timezone.now() - DECIDED_LATELY
    if others.filter(state=Application.State.DECLINED, decided_at__gt=lately).exists():
        raise Refused(Refusal.DECIDED_LATELY)
    if Application.objects.filter(state=Application.State.WAITING).count() >= MOST_WAITING:
        raise Refused(Refusal.LIST_FULL)


def _site(url: str) -> str:
    try:
        return addresses.parse_site_link(url).site if url else ""
    except BadAddress:
        return ""


def _take_look(address: Address, network: str) -> None:
    """Count one look in each of its quotas. Raises Refused."""
    domain = domains.registrable_domain(address.host)
    refusals = {
        Quota("door", LOOKS_IN_ALL, HOUR): Refusal.BUSY_DOOR,
        Quota(f"door site {domain}"[:300], LOOKS_AT_A_SITE, HOUR): Refusal.BUSY_SITE,
        Quota(f"door network {network}", LOOKS_FOR_A_NETWORK, HOUR): Refusal.BUSY_NETWORK,
    }
    full = quotas.take(*refusals)
    if full is not None:
        raise Refused(refusals[full])
