"""Send mail to strangers who applied and to friends who fell: queue, claim, send, and remember who wants none.

Like the owner's outbox it sends at most once: a letter that may have arrived is not sent again. Nothing is sent to an
address that has unsubscribed, or that a mail server has refused for good twice; bounces that come back as mail later
are for the owner to read, since no mailbox of ours is read.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections import Counter

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from blog.site.clock import in_site_time
from easytask import quotas
from easytask.models import Application, Letter, MailRecipient
from easytask.notifications import channels, falls, letter_words, mail_backend
from easytask.notifications.channels import DeliveryOutcome, SendResult
from easytask.notifications.outbox import FIRST_PAUSE, LONGEST_PAUSE, SENDING_TIMEOUT, SendSummary
from easytask.quotas import Quota
from easytask.verdicts.telling import Telling

# Later nobody remembers what it is about.
LETTER_MAX_AGE = dt.timedelta(days=3)
REFUSALS_BELIEVED = 2
# Whoever types the address of somebody else must not make us write to it again and again.
LETTERS_A_DAY = 3
DAY = dt.timedelta(days=1)

STATE_AFTER = {
    DeliveryOutcome.SENT: Letter.State.SENT,
    DeliveryOutcome.FAILED: Letter.State.WAITING,
    DeliveryOutcome.UNKNOWN: Letter.State.UNKNOWN,
}

logger = logging.getLogger(__name__)


def are_possible() -> bool:
    """Return whether mail can be sent at all: there is a mail server, and our own address is known."""
    return mail_backend.is_set_up() and bool(letter_words.our_address())


def queue_received(application: Application) -> None:
    """Queue the letter that an application was handed in."""
    _queue_about(application, Letter.Kind.RECEIVED)


def queue_decision(application: Application) -> None:
    """Queue the letter that says what its owner decided about an application."""
    is_approved = application.state == Application.State.APPROVED
    _queue_about(application, Letter.Kind.APPROVED if is_approved else Letter.Kind.DECLINED)


def is_unwanted(email: str) -> bool:
    """Return whether nothing may be sent to this mail address any more."""
    unwanted = Q(unsubscribed_at__isnull=False) | Q(refusals__gte=REFUSALS_BELIEVED)
    return MailRecipient.objects.filter(unwanted, email=_key(email)).exists()


def unsubscribe(email: str) -> None:
    """Remember that this mail address wants no mail of ours."""
    MailRecipient.objects.update_or_create(email=_key(email), defaults={"unsubscribed_at": timezone.now()})


def send() -> SendSummary:
    """Send what is due; anybody may call this at any time, also twice at once."""
    with in_site_time():
        return _send()


def _send() -> SendSummary:
    now = timezone.now()
    cut_off = Letter.objects.filter(state=Letter.State.SENDING, at__lt=now - SENDING_TIMEOUT)
    counts = Counter(
        {
            Letter.State.UNKNOWN: cut_off.update(
                state=Letter.State.UNKNOWN, at=now, error=gettext_noop("发送途中进程被中断。")
            )
        }
    )
    waiting = Letter.objects.filter(state=Letter.State.WAITING)
    counts[Letter.State.GIVEN_UP] = waiting.filter(created_at__lte=now - LETTER_MAX_AGE).update(
        state=Letter.State.GIVEN_UP, at=now
    )
    if are_possible():
        falls.drop_stale()
        falls.queue()
        due = waiting.filter(Q(retry_at=None) | Q(retry_at__lte=now)).order_by("pk")
        for letter in due.select_related("application", "friend__state", "flip"):
            state = _send_one(letter)
            counts[state] += 1
            if state == Letter.State.WAITING:
                # The mail server is away: the others would wait for it one by one.
                break
    lost = counts[Letter.State.UNKNOWN] + counts[Letter.State.GIVEN_UP]
    return SendSummary(counts[Letter.State.SENT], counts[Letter.State.WAITING], lost)


def _queue_about(application: Application, kind: Letter.Kind) -> None:
    if not application.email or not are_possible():
        return
    if quotas.take(Quota(f"letter {_key(application.email)}", LETTERS_A_DAY, DAY)) is not None:
        return
    now = timezone.now()
    Letter.objects.create(
        kind=kind,
        email=application.email,
        language=application.language,
        application=application,
        created_at=now,
        at=now,
    )


def _send_one(letter: Letter) -> Letter.State:
    """Send one letter that this process is the first to claim, and return the state it is in then."""
    mine = Letter.objects.filter(pk=letter.pk, state=Letter.State.WAITING, attempts=letter.attempts)
    told = falls.telling_of(letter, falls.circumstances()) if letter.kind == Letter.Kind.FALLEN else Telling.TELL
    if told in (Telling.NOT_YET, Telling.IN_DOUBT):
        # It is neither wrong nor sure now: a later tick asks again, until the letter is too old.
        return Letter.State.HELD
    is_over = told is not Telling.TELL or is_unwanted(letter.email) or _is_withdrawn(letter.application)
    message = None if is_over else letter_words.compose(letter)
    if message is None:
        mine.update(state=Letter.State.DROPPED, at=timezone.now())
        return Letter.State.DROPPED
    if not mine.update(state=Letter.State.SENDING, attempts=F("attempts") + 1, at=timezone.now()):
        return Letter.State.SENDING
    return _record(letter, channels.send_mail(message))


def _is_withdrawn(application: Application | None) -> bool:
    return application is not None and application.state == Application.State.WITHDRAWN


def _record(letter: Letter, result: SendResult) -> Letter.State:
    now = timezone.now()
    state = STATE_AFTER[result.outcome]
    if result.no_such_recipient:
        state = Letter.State.GIVEN_UP
        MailRecipient.objects.get_or_create(email=_key(letter.email))
        MailRecipient.objects.filter(email=_key(letter.email)).update(refusals=F("refusals") + 1)
    pause = min(FIRST_PAUSE * 2 ** min(letter.attempts, 10), LONGEST_PAUSE)
    retry_at = now + pause if state is Letter.State.WAITING else None
    sending = Letter.objects.filter(pk=letter.pk, state=Letter.State.SENDING)
    sending.update(state=state, at=now, retry_at=retry_at, error=result.detail)
    if state is not Letter.State.SENT:
        logger.warning("Letter %s was not sent (%s): %s", letter.pk, result.outcome, result.detail)
    return state


def _key(email: str) -> str:
    """Return what all spellings of one mail address share; almost no server tells letter case apart."""
    return email.strip().lower()
