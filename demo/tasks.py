"""Check the demonstration's friend links, for which it asks for a backlink of their own."""

from celery import shared_task

from demo import rows
from easytask.tasks import check_friend, read_feeds, renew_icons


@shared_task
def check_demo(site_link: str) -> dict[str, object]:
    """Run the regular check on the demo links that still exist; return its envelope."""
    friend_ids = list(rows.friends().values_list("pk", flat=True))
    envelope: dict[str, object] = check_friend(site_link=site_link, friend_ids=friend_ids)
    # Whoever starts the demonstration looks at it at once.
    renew_icons()
    read_feeds()
    return envelope
