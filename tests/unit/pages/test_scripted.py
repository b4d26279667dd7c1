"""What only a script could show is told apart from a page without a link."""

from __future__ import annotations

import base64

import pytest

from tests.unit.pages.reading import LINK, read

LONG = "<p>A living page has much to say for itself.</p>" * 100


def needs_script(body: str, site_link: str = "https://mysite.test") -> bool:
    readings = {read(body, site_link=site_link, piece=piece).needs_script for piece in (1, 7, 65_536)}
    assert len(readings) == 1
    return readings.pop()


@pytest.mark.slow
@pytest.mark.parametrize("around", ["", LONG])
@pytest.mark.parametrize(
    "code",
    [
        "<script>var friends = ['https://mysite.test/']</script>",
        '<script type="application/json">{"url":"https:\\/\\/mysite.test\\/"}</script>',
        '<script type="application/json">{"url":"https:\\u002F\\u002Fwww.mysite.test"}</script>',
        '<script id=__NEXT_DATA__ type="application/json">{"u":"//mysite.test","n":1}</script>',
        "<script>go('/jump?to=https%3A%2F%2Fmysite.test')</script>",
        "<script><!-- //mysite.test --></script>",
        "<div onclick=\"window.open('https://mysite.test/')\"><p>us</div>",
        "<div onclick='window.open(&#34;https://mysite.test/&#34;)'>",
        "<LI class=a ONCLICK=location='//mysite.test/a'>",
        "<a href='#' onclick=\"open('//mysite.test')\">",
        "<svg><g onclick=\"open('//mysite.test')\"></g></svg>",
        # Alpine and Vue in the page itself.
        "<div @click.prevent=\"open('//mysite.test')\">",
        "<div v-on:click=\"open('//mysite.test')\">",
        "<a :href=\"'https://mysite.test/'\">us</a>",
        "<div x-data=\"{links: [{url: 'https://mysite.test/'}]}\">",
        # The data of Astro's islands and of Inertia's pages.
        '<astro-island props="{&quot;url&quot;:[0,&quot;https://mysite.test/&quot;]}" client="only">',
        '<div id=app data-page=\'{"friends":[{"url":"https:\\/\\/mysite.test"}]}\'>',
        # NexT's exturl: https://mysite.test/, http://www.mysite.test/x and //mysite.test in a longer one.
        "<span class=exturl data-url=aHR0cHM6Ly9teXNpdGUudGVzdC8=>us</span>",
        "<a class=exturl data-url='aHR0cDovL3d3dy5teXNpdGUudGVzdC94'>us</a>",
        "<script>go('aHR0cHM6Ly9teXNpdGUudGVzdA')</script>",
        # Lists of friends that come from elsewhere.
        "<div id=qexo-friends></div><script>loadQexoFriends('qexo-friends', 'https://admin.friend.test')</script>",
        "<script>fetch('/zhheo/links.json').then(draw)</script>",
        '<script>$.getJSON( "https://api.friend.test/v2/friends.json", draw)</script>',
        "<script>const list = await axios.get(`/data/flink.json?v=${now}`)</script>",
    ],
)
def test_our_host_in_code_is_a_link_that_only_a_script_could_make(code: str, around: str) -> None:
    assert needs_script(around + code + around)


@pytest.mark.slow
@pytest.mark.parametrize(
    "code",
    [
        "<p>mysite.test https://mysite.test/</p>",
        "<!-- <script>'https://mysite.test/'</script> -->",
        "<script>'https://mysite.test.evil.test/'</script>",
        "<script>'https://notmysite.test/'</script>",
        "<script>'https://blog.mysite.test/'</script>",
        "<script>'https://mysite.tests/' + 'mysite.test-x' + 'x_mysite.test'</script>",
        "<script>'mysite</script><p>.test</p><script>.test'</script>",
        "<style>a{background:url(//mysite.test/a.png)}</style>",
        "<template><div onclick=\"open('//mysite.test')\"><script>'//mysite.test'</script></template>",
        "<noscript><div onclick=\"open('//mysite.test')\"></noscript>",
        "<div data-href='https://mysite.test/'>",
        "<link rel=canonical href='https://mysite.test/'>",
        "<img src='https://mysite.test/logo.png'>",
        "<div onclick='go(1)' title='mysite.test'>",
        "<div @mouseenter=\"prefetch('//mysite.test')\">",
        '<div data-props=\'{"url":"https://mysite.test.evil.test/"}\'>',
        "<!-- <span data-url=aHR0cHM6Ly9teXNpdGUudGVzdC8=> -->",
        # https://other.test/, https://notmysite.test/ and ours in another attribute.
        "<span class=exturl data-url=aHR0cHM6Ly9vdGhlci50ZXN0Lw==>",
        "<span class=exturl data-url=aHR0cHM6Ly9ub3RteXNpdGUudGVzdC8=>",
        "<img data-src=aHR0cHM6Ly9teXNpdGUudGVzdC8=>",
        "<script>fetch('/search.json'); fetch('/api/hyperlinks.json'); fetch('/friends/')</script>",
        "<pre>fetch('/links.json')</pre>",
        "<script>links.json = friends; // fetch(list)</script>",
    ],
)
def test_our_host_elsewhere_and_other_hosts_are_not(code: str) -> None:
    assert not needs_script(LONG + code)


def test_an_international_host_is_known_in_both_spellings() -> None:
    for spelling in ("bücher.test", "xn--bcher-kva.test"):
        assert needs_script(f"{LONG}<script>'https://{spelling}/'</script>", "https://bücher.test")
        assert needs_script(f"{LONG}<i onclick=\"open('//{spelling}')\">", "https://xn--bcher-kva.test")


SHELLS = [
    '<div id="app"></div><script type="module" src="/assets/index-4f.js"></script>',
    "<noscript>本站需要启用 JavaScript 才能浏览。</noscript><div id=app></div><script src=/js/app.js></script>",
    '<div id="__nuxt"></div><script>window.__NUXT__={config:{}}</script>',
    '<script src="flutter_bootstrap.js" async></script>',
    "<h1>友链</h1><div class=flink></div><script>fetch('/flink.json')</script>",
    "<nav><a href=/>Home</a><a href=/about/>About</a></nav><main id=main></main><script src=/a.js></script>",
    '<script type="text/babel-javascript" src=/a.js></script>',
]


@pytest.mark.parametrize("shell", SHELLS)
def test_a_sparse_page_with_scripts_and_no_link_away_needs_them(shell: str) -> None:
    assert needs_script(f"<!doctype html><title>友情链接</title>{shell}")


@pytest.mark.parametrize(
    "page",
    [
        "<p>No friends yet.</p>",
        '<p>No friends yet.</p><script type="application/ld+json">{}</script>',
        "<p>No friends.</p><a href=https://github.com/friend>code</a><script src=/a.js></script>",
        "<p>No friends.</p><map><area href=https://beian.test/></map><script src=/a.js></script>",
        LONG + "<script src=/a.js></script>",
        "<a href=/post>A post</a>" * 20 + "<script src=/a.js></script>",
        "<template><script src=/a.js></script></template>",
        "",
    ],
)
def test_a_page_that_shows_itself_does_not(page: str) -> None:
    assert not needs_script(page)


def test_a_page_that_links_to_us_needs_nothing_and_an_unasked_one_is_not_asked() -> None:
    shell = SHELLS[0] + "<script>'//mysite.test'</script>"
    jump = base64.b64encode(b"mysite.test").decode()
    assert not needs_script(shell + LINK)
    assert not needs_script(f"{shell}<a href='/go?{jump}'>")
    assert not read(shell, site_link=None).needs_script
    assert not read(shell, status=404).needs_script
