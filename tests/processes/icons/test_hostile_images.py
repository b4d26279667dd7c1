"""A hundred friends of whom forty serve what would hurt: what they cost in memory, and what is kept of them."""

from __future__ import annotations

import contextlib
import json

import pytest
from aiohttp import web

from easytask.models import FriendIcon
from tests.plugins import images
from tests.plugins.processes import SITE_LINK
from tests.plugins.projects import Project
from tests.plugins.sites import Site

FRIENDS, HOSTILE = 100, 40
# A busy machine may leave an image too little of its five seconds, so what gave none is asked again, as two days later.
ROUNDS = 3
# What the icons may add to a check of the same friends. The process that redraws takes up to 58 MB beside, one at a
# time: tests/unit/icons measures that, because here its peak is that of the fork before it becomes another program.
MEGABYTES = 2

# The peak memory of this process in MB, after the check and after the icons.
PROGRAM = f"""
import json, resource
import django
django.setup()
from django.utils import timezone
from easytask.checker import LinkChecker
from easytask.icons import renewal
from easytask.models import FriendIcon

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

LinkChecker().run()
plain = peak()
rounds = []
while len(rounds) < {ROUNDS} and sum(kept for kept, _ in rounds) < {FRIENDS - HOSTILE}:
    FriendIcon.objects.filter(digest="").update(renew_at=timezone.now())
    kept = refused = 0
    while renewal.due_friends(1):
        counts = renewal.run(seconds=30)
        kept, refused = kept + counts.kept, refused + counts.refused
    rounds.append((kept, refused))
print(json.dumps({{"plain": plain, "with icons": peak(), "rounds": rounds}}))
"""


async def endless(request: web.Request) -> web.StreamResponse:
    """Send a hundred megabytes that begin like a PNG."""
    response = web.StreamResponse(headers={"Content-Type": "image/png"})
    await response.prepare(request)
    await response.write(images.icon())
    # Until nobody listens any more.
    with contextlib.suppress(ConnectionError):
        for _ in range(1600):
            await response.write(bytes(64 * 1024))
    return response


def make_friend(project: Project, site: Site, number: int) -> None:
    icon = f"/{number}/icon.png"
    names = sorted(images.HOSTILE)
    if number >= HOSTILE:
        site.page(icon, images.icon(f"#{number * 60_000 % 0xFFFFFF:06x}", side=512), Content_Type="image/png")
    elif number % 8 == 0:
        site.at(icon, endless)
    else:
        site.page(icon, images.HOSTILE[names[number % len(names)]][0], Content_Type="image/png")
    head = f'<link rel="icon" sizes="512x512" href="{icon}">'
    body = f'<html><head>{head}</head><body><a href="{SITE_LINK}/">ours</a></body></html>'
    project.friend(site.page(f"/{number}/", body), name=f"{number}")


@pytest.mark.slow
def test_forty_hostile_images_among_a_hundred_cost_little_and_leave_nothing(project: Project, site: Site) -> None:
    for number in range(FRIENDS):
        make_friend(project, site, number)
    settings = {
        "DJANGO_SETTINGS_MODULE": "izone.settings",
        "FRIENDLINK_PER_HOST": "8",
    }
    done = project.run("-c", PROGRAM, seconds=1200, **settings)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert sum(found["rounds"][0]) == FRIENDS
    assert found["with icons"] - found["plain"] <= MEGABYTES, found
    kept = FriendIcon.objects.using(project.alias).exclude(digest="")
    assert {int(name) for name in kept.values_list("friend__name", flat=True)} == set(range(HOSTILE, FRIENDS)), found
    assert not FriendIcon.objects.using(project.alias).filter(digest="").exclude(small=b"", large=b"").exists()
