"""Show the picture that other sites show beside a link to ours; ``blog.card_drawing`` draws it."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import threading

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from blog.models import Post
from blog.site import identity, values

_CINNABAR = "#c8452e"
# Another drawing of the same card is another picture.
_DRAWING = "2"
# Whoever asks for the cards of all posts takes one core of a process for them, and never more; one takes some 50 ms.
_turn = threading.Lock()
WAIT_SECONDS = 2


@dataclasses.dataclass(frozen=True, slots=True)
class Card:
    """What a card shows; the landscape is that of ``word``."""

    title: str
    site: str
    word: str
    colour: str

    @property
    def etag(self) -> str:
        return quote_etag(hashlib.sha256("\0".join((_DRAWING, *dataclasses.astuple(self))).encode()).hexdigest()[:20])


def post_card(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the card of a post that visitors may read."""
    post = get_object_or_404(Post.objects.published().only("title", "slug"), slug=slug)
    return _answer(request, post.title, post.slug)


def site_card(request: HttpRequest) -> HttpResponse:
    """Show the card of all other pages."""
    site = identity.of(values.current())
    return _answer(request, site.tagline or site.title, site.title)


def _answer(request: HttpRequest, title: str, word: str) -> HttpResponse:
    site = identity.of(values.current())
    card = Card(title, site.title, word, site.colour or _CINNABAR)
    headers = {"Cache-Control": "public, max-age=86400", "ETag": card.etag}
    # Whoever has it already costs no drawing.
    answer = get_conditional_response(request, etag=card.etag)
    if answer:
        return answer
    if not _turn.acquire(timeout=WAIT_SECONDS):
        return HttpResponse(status=503, headers={"Retry-After": "5"})
    try:
        return HttpResponse(_png(card), content_type="image/png", headers=headers)
    finally:
        _turn.release()


@functools.lru_cache(maxsize=256)
def _png(card: Card) -> bytes:
    # Imported here: Pillow takes 4 MB of a process, and most never draw.
    from blog import card_drawing

    return card_drawing.draw(card.title, site=card.site, word=card.word, colour=card.colour)
