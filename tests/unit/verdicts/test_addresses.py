"""Web addresses as a browser reads them."""

import pytest

from easytask.verdicts import addresses


@pytest.mark.parametrize(
    ("text", "href"),
    [
        ("http://Example.COM", "http://example.com/"),
        ("http://example.com:80/a b", "http://example.com/a%20b"),
        ("https://user:secret@example.com/#part", "https://example.com/"),
        ("http:\\\\example.com\\path", "http://example.com/path"),
        ("https://例子.测试/", "https://xn--fsqu00a.xn--0zwm56d/"),
        ("http://１２７．１/", "http://127.0.0.1/"),
        ("http://0x7f.1/", "http://127.0.0.1/"),
        ("http://[::ffff:127.0.0.1]:8080/", "http://[::ffff:7f00:1]:8080/"),
    ],
)
def test_an_address_ends_in_the_form_that_a_browser_would_send(text, href):
    assert addresses.parse(text).href == href


@pytest.mark.parametrize(
    "text",
    ["", "   ", "hello", "//x", "/path", "ftp://example.com/", "javascript:alert(1)", "http://", "http://a b/"]
    + ["http://x:99999/", "http://[1:2/", "http://a%00b/", "data:text/html,x", "\ud800"],
)
def test_what_is_no_http_address_with_a_host_is_refused(text):
    with pytest.raises(addresses.BadAddress):
        addresses.parse(text)


def test_a_relative_address_is_read_against_its_base():
    assert addresses.parse("../c?d", base="http://example.com/a/b").href == "http://example.com/c?d"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("http://example.com", "https://www.EXAMPLE.com./", True),
        ("https://example.com/links/", "https://example.com/links", True),
        ("https://example.com:443/", "http://example.com:80/", True),
        ("https://例子.测试", "https://xn--fsqu00a.xn--0zwm56d/", True),
        ("https://example.com/a", "https://example.com/b", False),
        ("https://example.com/?a", "https://example.com/", False),
        ("https://example.com:8443/", "https://example.com/", False),
        ("https://www.com/", "https://com/", False),
    ],
)
def test_spellings_of_one_page_share_a_key(one, other, same):
    assert (addresses.parse(one).same_page_key == addresses.parse(other).same_page_key) is same


@pytest.mark.parametrize(
    ("text", "href"),
    [
        ("tendcode.com", "https://tendcode.com/"),
        ("tendcode.com:8080/blog", "https://tendcode.com:8080/blog"),
        (" http://tendcode.com ", "http://tendcode.com/"),
    ],
)
def test_a_site_link_without_a_scheme_is_read_as_https(text, href):
    assert addresses.parse_site_link(text).href == href


@pytest.mark.parametrize(
    "text", ["", "ftp://tendcode.com", "mailto:me@tendcode.com", "https://", "a b", "^https://.*$"]
)
def test_a_site_link_that_is_not_http_or_has_no_host_is_refused(text):
    with pytest.raises(addresses.BadAddress, match="site_link must be"):
        addresses.parse_site_link(text)
