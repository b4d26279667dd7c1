"""Which cookies go back where, and that they go back as they came."""

import pytest

from easytask.fetching.cookies import MAX_COOKIE_BYTES, MAX_COOKIES, MAX_JAR_BYTES, CookieJar
from easytask.verdicts.addresses import parse

SITE = "http://www.blog.test/a/b"


def sent(*lines: str, to: str = SITE, by: str = SITE) -> str:
    jar = CookieJar()
    jar.take(lines, parse(by))
    return jar.header(parse(to))


@pytest.mark.parametrize(
    "pair",
    [
        "a=b",
        "CheckCode=42kHBl+Fz/k=",
        'state={"v":1,"seen":"yes"}',
        'sid="a b"',
        "a=b, c",
        "a=b==",
        "a=",
        "a=友链",
        "a=\udcd3\udcd1",
        "=a",
        "name with space=a\tb",
        "a={b:'c'}/[d]@e",
        '"a"="b"',
        "a=%20\\054",
    ],
)
def test_they_go_back_byte_for_byte(pair):
    assert sent(f"{pair}; path=/") == pair.removeprefix("=")


@pytest.mark.parametrize(("line", "pair"), [("  a \t=  b  ;x", "a=b"), ("alone", "alone"), ("a=b;;;", "a=b")])
def test_space_around_name_and_value_is_no_part_of_them(line, pair):
    assert sent(line) == pair


@pytest.mark.parametrize(
    "line", ["", ";path=/", "=", " = ;x", "a=b\x00", "a=\x1fb", "a=b\x7f", "a=" + "x" * MAX_COOKIE_BYTES]
)
def test_what_browsers_drop_is_dropped(line):
    assert sent(line) == ""


@pytest.mark.parametrize(
    ("attributes", "by", "to", "goes"),
    [
        ("", SITE, "http://www.blog.test/", False),
        ("", SITE, "http://www.blog.test/a/c", True),
        ("", SITE, "http://www.blog.test:8080/a/", True),
        ("", SITE, "http://blog.test/a/", False),
        ("", SITE, "http://x.www.blog.test/a/", False),
        ("; Domain=blog.test", SITE, "http://blog.test/a/", True),
        ("; Domain=.Blog.Test", SITE, "http://x.blog.test/a/", True),
        ("; Domain=www.blog.test", SITE, "http://x.www.blog.test/a/", True),
        ("; Domain=other.test", SITE, "http://other.test/a/", False),
        ("; Domain=og.test", SITE, "http://www.blog.test/a/", False),
        ("; Domain=test", SITE, "http://www.blog.test/a/", False),
        ("; Domain=x.www.blog.test", SITE, "http://x.www.blog.test/a/", False),
        ("; Domain=", SITE, "http://www.blog.test/a/", True),
        ("", "http://127.0.0.1/", "http://127.0.0.1/", True),
        ("; Domain=127.0.0.1", "http://127.0.0.1/", "http://127.0.0.1/", True),
        ("; Domain=0.0.1", "http://127.0.0.1/", "http://127.0.0.1/", False),
        ("", "http://[::1]/", "http://[::1]/", True),
        ("; Path=/", SITE, "http://www.blog.test/", True),
        ("; path=/a", SITE, "http://www.blog.test/a", True),
        ("; path=/a", SITE, "http://www.blog.test/ab", False),
        ("; path=/a/", SITE, "http://www.blog.test/a", False),
        ("; path=/x; path=/", SITE, "http://www.blog.test/", True),
        ("; path=x", SITE, "http://www.blog.test/a/", True),
        ("; Secure", SITE, "https://www.blog.test/a/", False),
        ("; Secure", "https://www.blog.test/a/", "https://www.blog.test/a/", True),
        ("; secure", "https://www.blog.test/a/", "http://www.blog.test/a/", False),
        ("; HttpOnly; SameSite=Strict", SITE, SITE, True),
    ],
)
def test_they_go_where_they_belong(attributes, by, to, goes):
    assert sent("a=b" + attributes, by=by, to=to) == ("a=b" if goes else "")


@pytest.mark.parametrize(
    ("attributes", "stays"),
    [
        ("; Max-Age=0", False),
        ("; Max-Age=-1", False),
        ("; max-age=60", True),
        ("; max-age=soon", True),
        ("; Expires=Thu, 01 Jan 1970 00:00:00 GMT", False),
        ("; expires=Thu, 01-Jan-1970 00:00:00 GMT", False),
        ("; expires=Wed, 21 Oct 2099 07:28:00 GMT", True),
        ("; expires=whenever", True),
        # What JavaScript calls a date, and what else RFC 6265, 5.1.1, reads.
        ("; expires=Thu Jan 01 1970 08:00:00 GMT+0800 (CST)", False),
        ("; expires=Fri Nov 27 2099 10:00:00 GMT+0800 (CST)", True),
        ("; expires=Thu, 01-Jan-70 00:00:00 GMT", False),
        ("; expires=Thu, 01 Jan 1970 00:00:00", False),
        ("; expires=1970 january 1st 0:0:0", False),
        ("; expires=Wed, 01 Jan 69 00:00:00 GMT", True),
        ("; expires=Thu, 32 Jan 1970 00:00:00 GMT", True),
        ("; expires=Thu, 01 Jan 1970", True),
        ("; expires=Thu, 01 \u017fep 1970 00:00:00 GMT", True),
        ("; expires=0", True),
        ("; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=60", True),
    ],
)
def test_one_that_is_over_is_forgotten(attributes, stays):
    assert sent("a=b", "a=c" + attributes) == ("a=c" if stays else "")


@pytest.mark.parametrize(
    ("line", "stays"),
    [
        ("__Host-a=b; Secure; Path=/", True),
        ("__Host-a=b; Path=/", False),
        ("__host-a=b; Secure; Path=/; Domain=www.blog.test", False),
        ("__Host-a=b; Secure; Path=/a", False),
        ("__Secure-a=b; Secure", True),
        ("__Secure-a=b", False),
    ],
)
def test_a_name_that_promises_something_keeps_it(line, stays):
    site = SITE.replace("http", "https")
    assert sent(line, by=site, to=site) == (line.partition(";")[0] if stays else "")


def test_a_new_value_takes_the_place_of_the_old_one():
    assert sent("a=1", "b=2", "a=3") == "a=3; b=2"


def test_longer_paths_go_first():
    assert sent("a=1; path=/", "b=2; path=/a", "c=3; path=/") == "b=2; a=1; c=3"


@pytest.mark.parametrize(("number", "length"), [(10_000, 10), (300, 4000)])
def test_a_jar_is_not_filled_without_end(number, length):
    lines = [f"c{n}={'x' * length}" for n in range(number)]
    pairs = sent(*lines).split("; ")
    assert len(pairs) <= MAX_COOKIES
    assert sum(map(len, pairs)) <= MAX_JAR_BYTES
    assert pairs[-1] == lines[-1]
