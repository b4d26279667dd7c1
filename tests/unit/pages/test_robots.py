"""What a robots.txt says to our agent: a table of rules, and what no text may do."""

import time

import pytest

from easytask.pages.robots import MAX_BYTES, refuses

LINK = "https://a.example/blog/"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", False),
        ("User-agent: izone\nDisallow: /", True),
        ("user-agent:IZONE # us\r\ndisallow:/\r\n", True),
        ("User-agent: izone\nDisallow:", False),
        ("User-agent: izone\nDisallow: /private/", False),
        ("User-agent: izone\nDisallow: /blog", True),
        ("User-agent: izone\nDisallow: /*/$", True),
        ("User-agent: izone\nDisallow: /\nAllow: /blog/", False),
        ("User-agent: other\nUser-agent: izone\nDisallow: /", True),
        ("User-agent: *\nDisallow: /", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: izone\nAllow: /", False),
        ("User-agent: *\nAllow: /\n\nUser-agent: izone\nDisallow: /", True),
        ("User-agent: izonebot\nDisallow: /", False),
        ("<html>User-agent: izone</html>", False),
        ("User-agent: izone\nDisallow: /" + "*a" * 2000 + "$", False),
    ],
)
def test_only_a_rule_that_names_us_counts(text, expected):
    assert refuses(text, LINK) is expected


def test_a_hostile_one_is_read_in_bounds():
    text = ("User-agent: izone\nDisallow: /x\n" * 100_000)[:MAX_BYTES]
    began = time.process_time()
    assert refuses(text, LINK) is False
    # It bounds what a worker spends: linear, some 0.3 s on a laptop.
    assert time.process_time() - began < 10
