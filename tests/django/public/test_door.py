"""The door: whoever asks for a link has an honest answer, and nothing of a stranger's is public or unbounded."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.utils import timezone

from easytask.applications import intake
from easytask.models import AddressProbe, Application, QuotaCount
from easytask.public import forms
from tests.django.applications.applicants import APPLY, CARD, HOME, LINK, apply_with, begin, look, stamp
from tests.plugins.processes import SITE_LINK

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("loopback", "no_broker")]


class TestAsking:
    def test_the_page_shows_our_card_in_four_formats(self, client, settings):
        settings.SITE_URL = "https://ours.example"
        page = client.get(APPLY).content.decode()
        assert f"&lt;a href=&quot;{SITE_LINK}&quot;" in page
        assert f"[izone]({SITE_LINK})" in page
        assert "- name: &quot;izone&quot;" in page

    def test_letters_are_promised_where_they_can_be_sent(self, client, settings):
        assert "会写信告诉您" not in client.get(APPLY).content.decode()
        settings.SITE_URL, settings.EMAIL_IS_SET_UP = "https://ours.example", True
        assert "失联三天后会写信告诉您" in client.get(APPLY).content.decode()

    def test_with_our_link_it_is_found_offered_and_handed_in(self, client, site):
        address = apply_with(client, site.page("/", HOME + LINK))
        page = client.get(address).content.decode()
        assert f"在 {site.url}/ 上找到了我们的链接。" in page
        assert 'value="半山"' in page
        assert 'value="写字的地方"' in page
        assert client.post(address, CARD).status_code == 302
        row = Application.objects.get()
        assert (row.state, row.name, row.link) == ("waiting", "半山", f"{site.url}/")
        assert "正在等站长审核" in client.get(address).content.decode()

    def test_without_our_link_it_says_where_we_looked_and_looks_again(self, client, site):
        home = site.page("/", HOME + f'<a href="{site.url}/links/">友链</a>')
        address = apply_with(client, home)
        page = client.get(address).content.decode()
        assert "没有找到我们的链接。" in page
        assert f"{site.url}/links/</code> 应答 404" in page
        assert "我们还没有在您的网站上看到" in client.post(address, CARD).content.decode()
        site.page("/mine", LINK)
        assert client.post(address, {"action": "look", "link_page": f"{site.url}/mine"}).status_code == 302
        look()
        assert f"在 {site.url}/mine 上找到了" in client.get(address).content.decode()
        client.post(address, CARD)
        assert Application.objects.get().link_page == f"{site.url}/mine"

    def test_a_dead_site_is_told_why(self, client, site):
        page = client.get(apply_with(client, site.page("/", status=503))).content.decode()
        assert "我们没能打开这个网站：网页请求返回503。" in page
        assert "提交申请" not in page

    def test_a_page_behind_a_wall_may_be_handed_in_and_the_owner_sees_so(self, client, site):
        address = apply_with(client, site.page("/", "", 403, cf_mitigated="challenge"))
        page = client.get(address).content.decode()
        assert "被防护页拦住" in page
        assert "可以照常提交，站长会亲自去看。" in page
        assert client.post(address, CARD).status_code == 302
        assert Application.objects.get().state == "waiting"

    def test_while_nobody_looks_the_page_refreshes_itself_and_says_so(self, client, site):
        answer = begin(client, site.page("/", HOME))
        address = answer.headers["Location"]
        assert "消息服务没有应答" in client.get(address).content.decode()
        AddressProbe.objects.update(state="waiting", failure="")
        page = client.get(address).content.decode()
        assert '<noscript><meta http-equiv="refresh"' in page
        assert "正在排队" in page
        AddressProbe.objects.update(changed_at=timezone.now() - dt.timedelta(seconds=20))
        assert "检查程序还没有应答" in client.get(address).content.decode()
        AddressProbe.objects.update(changed_at=timezone.now() - dt.timedelta(hours=1))
        assert "没有检查程序在运行" in client.get(address).content.decode()

    def test_an_applicant_who_redirects_elsewhere_is_told_and_the_owner_too(self, client, site):
        there = site.page("/new", HOME + LINK).replace("127.0.0.1", "localhost")
        address = apply_with(client, site.page("/", "", 302, Location=there))
        assert f"它转到了另一个域名：{there}" in client.get(address).content.decode()

    def test_a_page_that_does_not_exist_is_a_404(self, client):
        assert client.get(f"{APPLY}{'x' * 32}/").status_code == 404


class TestRefusals:
    @pytest.mark.parametrize(
        ("link", "words"),
        [
            ("javascript:alert(1)", "这不是浏览器能打开的网址"),
            ("<script>alert(1)</script>", "这不是浏览器能打开的网址"),
            ("", "请填写您的网址"),
            ("alice", "这不是浏览器能打开的网址"),
            ("http://10.0.0.1/", "不在公网上"),
            ("http://[::1]/", "不在公网上"),
            ("http://localhost/", "不在公网上"),
            ("http://0x7f.1/", None),
            ("https://www.ours.example/about", "这是我们自己的地址"),
            ("https://friend.example", "已经在我们的名单里"),
            ("HTTP://WWW.friend.example:80/", "已经在我们的名单里"),
            ("https://waiting.example/", "已经在等站长审核"),
            ("https://declined.example/", "不久前刚答复过"),
        ],
    )
    def test_what_cannot_be_taken_is_refused_in_words(self, client, friend, settings, link, words):
        friend("https://friend.example/")
        for name in ("waiting", "declined"):
            key = intake.key_of(intake._address(f"https://{name}.example/"))
            Application.objects.create(
                token=name, state=name, link="x", key=key, created_at=timezone.now(), decided_at=timezone.now()
            )
        answer = begin(client, link)
        if words is None:
            # Loopback by another spelling, which the tests' own setting allows.
            assert answer.status_code == 302
            return
        assert words in answer.content.decode()
        assert "<script>alert" not in answer.content.decode()
        assert not AddressProbe.objects.exists()

    @pytest.mark.parametrize(
        "link",
        [
            "https://" + "a" * 470 + ".example/",
            "https://a.example/\x00",
            "https://a.example:99999/",
            "https://user:password@a.example/",
            "https://%00/",
            "https://a.example/" + "%F0" * 150,
            "//a.example",
            "https:a.example",
            "data:text/html,<script>alert(1)</script>",
            "http://[::ffff:127.0.0.1]/",
            "http://2130706433/",
            "http://①⑦.example/",
            "x" * 500,
            "\u202ehttps://a.example",
        ],
    )
    def test_whatever_is_typed_there_is_an_answer(self, client, settings, link):
        settings.FRIENDLINK_ALLOWED_NETWORKS = []
        answer = begin(client, link)
        assert answer.status_code in (200, 302)
        look()
        if answer.status_code == 302:
            assert client.get(answer.headers["Location"]).status_code == 200

    @pytest.mark.parametrize("token", ["a%00b", "%F0%9F", "x" * 5000, "..%2f", "'"])
    def test_whatever_stands_in_the_address_of_an_application_is_a_404(self, client, token):
        assert client.get(f"{APPLY}{token}/").status_code == 404
        assert client.get(f"/friends/recheck/{token}/").status_code == 404
        assert client.post(f"/friends/unsubscribe/{token}/").status_code == 404

    def test_a_machine_is_known_by_the_trap_its_haste_and_an_old_form(self, client):
        link = "https://a.example"
        for fields, words in [
            ({"website": "x"}, "给机器人准备的"),
            ({"stamp": forms.new_stamp()}, "提交得太快了"),
            ({"stamp": "door:forged"}, "打开得太久了"),
            ({"stamp": ""}, "打开得太久了"),
        ]:
            assert words in begin(client, link, **fields).content.decode()
        assert not Application.objects.exists()
        assert not QuotaCount.objects.exists()

    def test_who_mends_an_address_need_not_wait_again(self, client):
        opened = stamp()
        again = begin(client, "tendcode", stamp=opened).content.decode()
        assert "这不是浏览器能打开的网址" in again
        assert f'name="stamp" value="{opened}"' in again
        assert begin(client, "https://a.example", stamp=opened).status_code == 302

    def test_an_old_or_forged_form_comes_back_with_a_new_stamp(self, client):
        again = begin(client, "https://a.example", stamp="door:forged").content.decode()
        assert 'name="stamp" value="door:forged"' not in again

    def test_what_need_not_be_filled_in_says_so(self, client, site):
        place = apply_with(client, site.page("/", f"{HOME}{LINK}"))
        assert client.get(place).content.decode().count("（可不填）") == 4

    def test_however_many_posts_from_one_network_make_ten_looks(self, client):
        for number in range(intake.LOOKS_FOR_A_NETWORK + 20):
            answer = begin(client, f"https://a{number}.example/")
        assert answer.status_code == 429
        assert "您的网络" in answer.content.decode()
        assert AddressProbe.objects.count() == Application.objects.count() == intake.LOOKS_FOR_A_NETWORK

    def test_however_many_networks_they_come_from_posts_make_sixty_looks(self, client):
        for number in range(intake.LOOKS_IN_ALL + 20):
            post = {"link": f"https://a{number}.example/", "stamp": stamp(), "website": ""}
            answer = client.post(APPLY, post, REMOTE_ADDR=f"198.51.100.{number}")
        assert answer.status_code == 429
        assert AddressProbe.objects.count() == intake.LOOKS_IN_ALL

    def test_nobody_is_used_against_a_third_party(self, client):
        for number in range(30):
            post = {"link": f"https://www{number}.victim.example/{number}", "stamp": stamp(), "website": ""}
            client.post(APPLY, post, REMOTE_ADDR=f"198.51.100.{number}")
        assert AddressProbe.objects.count() == intake.LOOKS_AT_A_SITE

    def test_ten_megabytes_are_refused_before_they_are_read(self, client):
        answer = client.post(APPLY, {"link": "x" * 10_000_000, "stamp": stamp()})
        assert answer.status_code == 413

    def test_a_redirect_inward_is_never_followed(self, client, site, settings):
        page = client.get(apply_with(client, site.page("/", "", 302, Location="http://10.0.0.1/x"))).content.decode()
        assert "地址不允许访问" in page
        assert "提交申请" not in page

    def test_the_list_has_an_end(self, client, site):
        now = timezone.now()
        Application.objects.bulk_create(
            Application(token=f"t{n}", state="waiting", link="x", key=f"k{n}", created_at=now)
            for n in range(intake.MOST_WAITING)
        )
        answer = begin(client, site.page("/", HOME + LINK))
        assert answer.status_code == 429
        assert "等待审核的申请太多了" in answer.content.decode()

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"name": ""}, "这个字段是必填项"),
            ({"name": "\u202e  "}, "名称里要有字"),
            ({"name": "x" * 51}, "50"),
            ({"icon": "javascript:alert(1)"}, "这不是网址"),
            ({"feed": "x y"}, "这不是网址"),
            # Of 315 characters, which are 2,715 as a browser asks for them.
            ({"icon": f"https://a.test/{'图' * 300}"}, "500"),
            ({"feed": f"https://a.test/{'图' * 300}"}, "500"),
            ({"email": "no"}, "不像一个邮箱地址"),
            ({"email": "小明@例子.中国"}, "非拉丁字母"),
            # Of 91 characters, which are 288 in ASCII.
            ({"email": f"ming@{'.'.join(['一春夏秋冬云雨风雪山水'] * 7)}.中国"}, "不像一个邮箱地址"),
        ],
    )
    def test_what_is_typed_is_checked_in_words(self, client, site, fields, words):
        address = apply_with(client, site.page("/", HOME + LINK))
        page = client.post(address, CARD | fields).content.decode()
        assert words in page
        assert Application.objects.get().state == "draft"

    def test_a_domain_in_another_script_is_written_as_a_mail_server_takes_it(self, client, site):
        address = apply_with(client, site.page("/", HOME + LINK))
        client.post(address, CARD | {"email": "ming@例子.中国"})
        assert Application.objects.get().email == "ming@xn--fsqu00a.xn--fiqs8s"

    def test_two_applications_for_one_address_end_as_one(self, client, site):
        link = site.page("/", HOME + LINK)
        pages = [apply_with(client, link), apply_with(client, link)]
        client.post(pages[0], CARD)
        assert "已经在等站长审核" in client.post(pages[1], CARD).content.decode()
        assert Application.objects.filter(state="waiting").count() == 1

    def test_a_handed_in_one_cannot_be_handed_in_or_looked_at_again(self, client, site):
        address = apply_with(client, site.page("/", HOME + LINK))
        client.post(address, CARD)
        for fields in (CARD, {"action": "look"}):
            assert "已经提交过了" in client.post(address, fields).content.decode()

    def test_scripts_are_text_wherever_they_are_shown(self, client, site, admin_client):
        evil = "<script>alert(1)</script>"
        home = site.page("/", f"<title>&lt;script&gt;alert(1)&lt;/script&gt;</title>{LINK}" + "<p>x</p>" * 900)
        address = apply_with(client, home)
        client.post(address, CARD | {"name": f"{evil}x", "description": evil})
        for page in (client.get(address), client.get("/friends/"), admin_client.get("/admin/")):
            assert evil not in page.content.decode()

    def test_nothing_is_public_before_the_owner_approves(self, client, site):
        client.post(apply_with(client, site.page("/", HOME + LINK)), CARD)
        for path in ("/", "/friends/", "/sitemap.xml", "/feed/"):
            assert "半山" not in client.get(path).content.decode()


def test_a_phone_shows_the_keys_for_an_address(client):
    field = re.search(r'<input[^>]*id="id_link"[^>]*>', client.get("/friends/apply/").content.decode())
    assert field
    assert 'inputmode="url"' in field[0]
    assert 'type="text"' in field[0]
