"""Tell whether the lists of friends may have changed, by a digest of all columns that they depend on.

Nothing is written down when a friend changes, so nothing can be forgotten: whoever changes the database, the digest is
another. The database goes through the rows; to fetch them takes four times as long.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.db.models import Aggregate, QuerySet, TextField

from blog.models import FriendGroup
from easytask.models import FriendFeed, FriendIcon
from easytask.public.listing import shown_friends

_FRIEND = ("pk", "name", "link", "description", "group", "order", "create_date")


def fingerprint(*said: object, with_since: bool) -> str:
    """Return a digest of what is said besides, and of the shown friends with their groups, icons and feeds."""
    parts = [
        *map(repr, said),
        _all(shown_friends(), *_FRIEND, *(["is_show_since"] if with_since else [])),
        _all(FriendGroup.objects.all(), "pk", "name", "order"),
        # The columns of an index: the table has the pictures in it.
        _all(FriendIcon.objects.all(), "digest", "friend", "link"),
        _all(FriendFeed.objects.all(), "friend", "given_address", "address", "link"),
    ]
    return hashlib.blake2b("\0".join(parts).encode(), digest_size=16).hexdigest()


class _Rows(Aggregate):
    """All rows in one text; on PostgreSQL the sum of their hashes, because its rows come in any order."""

    template = "JSON_GROUP_ARRAY(JSON_ARRAY(%(expressions)s))"
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        template = "SUM(HASH_RECORD_EXTENDED(ROW(%(expressions)s), 0))::text"
        return self.as_sql(compiler, connection, template=template, **context)


def _all(rows: QuerySet[Any], *columns: str) -> str:
    return rows.order_by().aggregate(rows=_Rows(*columns))["rows"] or ""
