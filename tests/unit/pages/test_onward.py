"""A page leads on where a browser would go by itself: by its refresh, and into its frames."""

from __future__ import annotations

import pytest

from tests.unit.pages.reading import LINK, OURS, PAGE, read

SITE = "https://friend.test"


@pytest.mark.parametrize("piece", [1, 65_536])
@pytest.mark.parametrize(
    ("markup", "refresh"),
    [
        ('<meta http-equiv="refresh" content="0; url=/zh/">', SITE + "/zh/"),
        ("<META HTTP-EQUIV=Refresh CONTENT=\"1;URL='/home/'\">", SITE + "/home/"),
        ('<meta content="3;url=http://new.friend.test/ok" http-equiv="refresh"/>', "http://new.friend.test/ok"),
        ("<meta content='0;url=a>b' http-equiv='refresh'>", PAGE + "a%3Eb"),
        ("<base href=/deep/><meta http-equiv=refresh content='0;x'>", SITE + "/deep/x"),
        ("<meta http-equiv=refresh content='0;url=//elsewhere.test'>", "https://elsewhere.test/"),
        ("<body><p>Moved<meta http-equiv=refresh content='0;/new'>", SITE + "/new"),
        ("<meta http-equiv=refresh content='x'><meta http-equiv=refresh content='0;/new'>", SITE + "/new"),
        # The first that leads anywhere wins.
        ("<meta http-equiv=refresh content='0;/a'><meta http-equiv=refresh content='0;/b'>", SITE + "/a"),
        ("<meta http-equiv=refresh content='60'><meta http-equiv=refresh content='0;/b'>", PAGE),
        # To itself.
        ("<meta http-equiv=refresh content=30>", PAGE),
        ("<meta http-equiv=refresh content='30;url=/links/#top'>", PAGE),
        # To us, or nowhere.
        (f"<meta http-equiv=refresh content='0;url={OURS}'>", ""),
        ("<meta http-equiv=refresh content='0;url=https://www.mysite.test/x'>", ""),
        ("<meta http-equiv=refresh content='0;url=javascript:go()'>", ""),
        ("<meta http-equiv=refresh>", ""),
        ("<meta name=refresh content='0;/new'>", ""),
        # Not the page's own.
        ("<!-- <meta http-equiv=refresh content='0;/new'> -->", ""),
        ("<noscript><meta http-equiv=refresh content='0;/new'></noscript>", ""),
        ("<script>'<meta http-equiv=refresh content=\"0;/new\">'</script>", ""),
        ("<template><meta http-equiv=refresh content='0;/new'></template>", ""),
        ("<textarea><meta http-equiv=refresh content='0;/new'></textarea>", ""),
    ],
)
def test_a_refresh_of_the_page_itself_leads_on(markup: str, refresh: str, piece: int) -> None:
    assert read(markup, piece=piece).refresh == refresh


@pytest.mark.parametrize(
    ("header", "markup", "refresh"),
    [
        ("0; url=/zh/", "", SITE + "/zh/"),
        ("3;URL='//elsewhere.test/'", "<p>moved", "https://elsewhere.test/"),
        ("0;/a", "<meta http-equiv=refresh content='0;/b'>", SITE + "/a"),
        ("300", "<meta http-equiv=refresh content='0;/b'>", PAGE),
        ("soon", "<meta http-equiv=refresh content='0;/b'>", SITE + "/b"),
        (f"0;url={OURS}", "", ""),
        ("0;url=\udcff", "", ""),
        ("0;/a", LINK, ""),
    ],
)
def test_so_does_one_in_the_header_which_comes_first(header: str, markup: str, refresh: str) -> None:
    assert read(markup, headers={"Refresh": header}).refresh == refresh


@pytest.mark.parametrize("piece", [1, 65_536])
@pytest.mark.parametrize(
    ("markup", "frames"),
    [
        ('<h1>Links</h1><iframe src="/links-inner.html"></iframe>', ["/links-inner.html"]),
        ("<frameset><frame src=a.html><frame src='/b.html'></frameset>", ["/links/a.html", "/b.html"]),
        ("<iframe src=//www.friend.test/a></iframe>", ["https://www.friend.test/a"]),
        ("<base href=/x/><iframe src=a></iframe>", ["/x/a"]),
        ("".join(f"<iframe src=/{n}></iframe>" for n in (1, 1, 2, 3, 4)), ["/1", "/2", "/3"]),
        ("<iframe src=https://player.test/x></iframe>", []),
        ("<iframe src=https://mysite.test/></iframe>", []),
        ("<iframe src=about:blank></iframe><iframe></iframe><iframe src=''></iframe><iframe src=#a></iframe>", []),
        ("<iframe src=/a srcdoc='<p>'></iframe>", []),
        ("<noscript><iframe src=/a></iframe></noscript><!-- <frame src=/b> -->", []),
        ("<svg><iframe src=/a></iframe></svg>", []),
    ],
)
def test_the_first_frames_of_the_same_site_lead_on(markup: str, frames: list[str], piece: int) -> None:
    absolute = tuple(SITE + frame if frame.startswith("/") else frame for frame in frames)
    assert read(markup, piece=piece).frames == absolute


def test_a_page_that_links_to_us_a_wall_and_an_unasked_page_lead_nowhere() -> None:
    onward = "<meta http-equiv=refresh content='0;/new'><iframe src=/a></iframe>"
    assert (read(onward).refresh, read(onward).frames) == (SITE + "/new", (SITE + "/a",))
    for reading in (
        read(onward + LINK),
        read(onward, headers={"cf-mitigated": "challenge"}),
        read(onward, status=404),
        read(onward, site_link=None),
        read(onward, site_link=SITE),
    ):
        assert (reading.refresh, reading.frames) == ("", ())
