"""Keep an index of all posts in the database, which keeps it current by itself, whoever writes a post.

SQLite has a full-text table of three characters each, filled by triggers. It holds a copy of the texts, so that it can
never disagree with itself. Changing a table drops its triggers, in Django's way of doing so on SQLite; therefore the
index is looked after when migrations are over rather than made by one.

PostgreSQL has an index over the characters of a text, the pairs of them, and in Latin the threes, as numbers. Its own
ways do not do: full-text search knows no words in Chinese; and pg_trgm finds nothing by two characters, which most
Chinese words have, needs a right that the user of a hosted database may lack, and sees no Chinese in a locale of C.
"""

# ruff: noqa: S608 - the statements are made of names that stand in this file

from __future__ import annotations

from typing import Any

from django.db import OperationalError, connections, transaction

TABLE = "blog_post_search"
TERMS = "blog_post_search_terms"
GRAMS = "blog_grams"
# Two more characters, so that one of the terms begins at each of the text's own.
_ROW = "{row}id, {row}title || char(10, 10), {row}body || char(10, 10)"
_PUT = f"INTO {TABLE}(rowid, title, body)"
_NEW = f"VALUES ({_ROW.format(row='new.')}); END"
_TRIGGERS = {
    f"{TABLE}_insert": f"AFTER INSERT ON blog_post BEGIN INSERT {_PUT} {_NEW}",
    f"{TABLE}_update": "AFTER UPDATE OF title, body ON blog_post WHEN old.title <> new.title OR old.body <> new.body "
    f"BEGIN INSERT OR REPLACE {_PUT} {_NEW}",
    f"{TABLE}_delete": f"AFTER DELETE ON blog_post BEGIN DELETE FROM {TABLE} WHERE rowid = old.id; END",
}
# The first character is its number with 42 bits behind it, the second with 21, the third as it is; none has more than
# 21 bits. At this cost the planner never reads all posts instead of the index.
_MAKE_GRAMS = f"""
CREATE OR REPLACE FUNCTION {GRAMS}(words text) RETURNS bigint[] LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 100000 AS $$
    SELECT array_agg(one << 42)
        || array_agg((one << 42) + (two << 21)) FILTER (WHERE two > 0)
        || array_agg((one << 42) + (two << 21) + three) FILTER (WHERE one < 128 AND two < 128 AND three < 128)
    FROM (
        SELECT ascii(first)::bigint, ascii(second)::bigint, ascii(third)::bigint FROM unnest(
            string_to_array(words, NULL),
            string_to_array(substr(words, 2), NULL),
            string_to_array(substr(words, 3), NULL)
        ) AS letters(first, second, third)
    ) AS numbers(one, two, three)
$$
"""
# Of both texts, so that one look finds a post; a line between them, so that no pair reaches from one into the other.
GRAMS_OF_POST = f"{GRAMS}(lower(title || E'\\n' || body))"


def is_there(alias: str) -> bool:
    """Return whether the index can be asked: not on an SQLite of before 2021, and not before the first migration."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [TABLE])
        else:
            cursor.execute("SELECT count(*) FROM sqlite_master WHERE name = %s", [TERMS])
        return bool(cursor.fetchone()[0])


def look_after(using: str, **_: Any) -> None:
    """Make the index, or make it whole again."""
    connection = connections[using]
    if "blog_post" not in connection.introspection.table_names():
        return
    if connection.vendor == "postgresql":
        with transaction.atomic(using=using):
            _look_after_postgresql(using)
        return
    try:
        with transaction.atomic(using=using):
            _look_after_sqlite(using)
    except OperationalError as error:
        # An SQLite that has no such table finds posts by reading them all.
        if "no such module" not in str(error) and "tokenizer" not in str(error):
            raise


def _look_after_postgresql(using: str) -> None:
    if is_there(using):
        return
    with connections[using].cursor() as cursor:
        cursor.execute(_MAKE_GRAMS)
        # Without a list of what is pending, which every search would have to read.
        cursor.execute(f"CREATE INDEX {TABLE} ON blog_post USING gin ({GRAMS_OF_POST}) WITH (fastupdate = off)")
        # ANALYZE would work all numbers out again, and tell the planner to read all posts for a common word.
        cursor.execute(f"ALTER INDEX {TABLE} ALTER COLUMN 1 SET STATISTICS 0")


def _look_after_sqlite(using: str) -> None:
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'blog_post'")
        missing = _TRIGGERS.keys() - {name for (name,) in cursor.fetchall()}
        if not missing:
            return
        cursor.execute(f"CREATE VIRTUAL TABLE IF NOT EXISTS {TABLE} USING fts5(title, body, tokenize = 'trigram')")
        cursor.execute(f"CREATE VIRTUAL TABLE IF NOT EXISTS {TERMS} USING fts5vocab('{TABLE}', 'instance')")
        for name in missing:
            cursor.execute(f"CREATE TRIGGER {name} {_TRIGGERS[name]}")
        # Somebody may have written while there was no trigger.
        cursor.execute(f"DELETE FROM {TABLE}")
        cursor.execute(f"INSERT {_PUT} SELECT {_ROW.format(row='')} FROM blog_post")
