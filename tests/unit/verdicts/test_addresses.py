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
    ("text", "parts"),
    [
        ("https://a:b@Www.x.test:8443/p@q:1/?r=/@#s", ("https", "www.x.test", 8443, "/p@q:1/", "r=/@")),
        ("http://x.test:80?", ("http", "x.test", None, "/", "")),
        ("http://[::1]:81", ("http", "[::1]", 81, "/", "")),
        ("http://[::1]", ("http", "[::1]", None, "/", "")),
    ],
)
def test_the_parts_of_an_address_are_those_of_its_normal_form(text, parts):
    address = addresses.parse(text)
    assert (address.scheme, address.host, address.port, address.path, address.query) == parts


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
    ("text", "site", "spelled"),
    [
        ("https://www.Example.com./", "example.com", "example.com"),
        ("https://例子.测试/", "xn--fsqu00a.xn--0zwm56d", "例子.测试"),
        ("http://[::1]:8000/", "[::1]", "[::1]"),
        ("https://www.com/", "www.com", "www.com"),
    ],
)
def test_a_site_is_the_host_as_a_person_means_it(text, site, spelled):
    address = addresses.parse(text)
    assert (address.site, address.unicode_site) == (site, spelled)


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


@pytest.mark.parametrize(
    ("value", "target"),
    [
        # WHATWG HTML, "shared declarative refresh steps", one after the other.
        ("0;url=/a", "/a"),
        ("0; url=/a", "/a"),
        ("  5 ;  URL = /a", "/a"),
        ("0,url=/a", "/a"),
        ("0 url=/a", "/a"),
        ("0;/a", "/a"),
        ("0.5;url=/a", "/a"),
        (".5;url=/a", "/a"),
        ("1.2.3;url=/a", "/a"),
        ("0;url='/a'", "/a"),
        ('0;url="/a"b', "/a"),
        ("0;url='/a", "/a"),
        ("0;'/a'b", "/a"),
        ("0;url=/a b", "/a%20b"),
        ("0;url=/a;b", "/a;b"),
        ("0;url=http://elsewhere.test/", "http://elsewhere.test/"),
        ("0;url=//elsewhere.test", "http://elsewhere.test/"),
        ("0;ur", "/x/ur"),
        ("0;url/a", "/x/url/a"),
        ("0;url '/a'", "/x/url%20'/a'"),
        ("0;u'/a'", "/x/u'/a'"),
        ("0;;/a", "/x/;/a"),
        ("7", "/x/y"),
        ("7 ", "/x/y"),
        ("0;", "/x/y"),
        ("0;url=", "/x/y"),
        ("0;url=#top", "/x/y"),
    ],
)
def test_a_refresh_leads_where_a_browser_would_go(value, target):
    href = target if target.startswith("http") else f"http://example.com{target}"
    assert addresses.refresh_target(value, base="http://example.com/x/y").href == href


@pytest.mark.parametrize(
    "value",
    ["", "url=/a", "x0;url=/a", "-1;url=/a", "0x;url=/a", "0url=/a", "；url=/a", "0;url=javascript:go()"]
    + ["0;url=about:blank", "0;url=http://", "0;url=http://a b/", "٣;url=/a"],
)
def test_what_is_no_refresh_leads_nowhere(value):
    assert addresses.refresh_target(value, base="http://example.com/") is None


def test_an_endless_refresh_is_read_in_no_time():
    assert addresses.refresh_target("0" * 100_000 + " " * 100_000 + "x", base="http://example.com/") is not None
    assert addresses.refresh_target(" " * 100_000 + "0" * 100_000 + "." * 100_000 + "x", base="http://a.test/") is None
