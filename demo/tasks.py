"""The check of the demonstration's friend links, which ask for a backlink of their own."""

from celery import shared_task

from demo import rows
from easytask.tasks import check_friend


@shared_task
def check_demo(site_link: str) -> dict[str, object]:
    """The ordinary check of those that are still there, whichever its owner has deleted; the envelope comes back."""
    return check_friend(site_link=site_link, friend_ids=list(rows.friends().values_list("pk", flat=True)))
