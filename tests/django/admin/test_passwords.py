"""A forgotten password: a link by mail, to the site's own address, and never a word on who has an account."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User

pytestmark = pytest.mark.django_db
ASK = "/admin/password_reset/"


@pytest.fixture
def owner() -> User:
    return User.objects.create_superuser("owner", email="owner@a.test", password="a forgotten one")


@pytest.fixture
def mail_is_set_up(settings) -> None:
    settings.EMAIL_IS_SET_UP = True
    settings.SITE_URL = "https://blog.example.com/"


def text(response) -> str:
    return response.content.decode()


@pytest.mark.usefixtures("mail_is_set_up")
class TestByMail:
    def test_the_login_leads_to_it(self, client):
        assert f'href="{ASK}"' in text(client.get("/admin/login/"))

    def test_a_new_password_is_chosen_by_the_link(self, client, owner, mailoutbox):
        assert "几分钟之内" in text(
            client.post(ASK, {"email": "OWNER@a.test"}, follow=True, headers={"Host": "localhost"})
        )
        [mail] = mailoutbox
        assert (mail.to, mail.subject) == (["owner@a.test"], "[izone] 设一个新密码")
        path = re.search(r"https://blog\.example\.com(/admin/reset/\S+)", mail.body)[1]
        page = client.get(path, follow=True)
        assert 'autocomplete="new-password"' in text(page)
        chosen = {"new_password1": "an unheard-of pass word", "new_password2": "an unheard-of pass word"}
        assert "现在可以用它登录了" in text(client.post(page.request["PATH_INFO"], chosen, follow=True))
        owner.refresh_from_db()
        assert owner.check_password("an unheard-of pass word")
        assert "已经用过或过期" in text(client.get(path, follow=True))

    def test_a_weak_password_is_refused_and_the_link_stays(self, client, owner, mailoutbox):
        client.post(ASK, {"email": "owner@a.test"})
        path = re.search(r"(/admin/reset/\S+)", mailoutbox[0].body)[1]
        page = client.get(path, follow=True)
        answer = client.post(page.request["PATH_INFO"], {"new_password1": "12345678", "new_password2": "12345678"})
        assert 'role="alert"' in text(answer)
        owner.refresh_from_db()
        assert owner.check_password("a forgotten one")

    def test_nobody_learns_who_has_an_account(self, client, owner, mailoutbox):
        answers = {text(client.post(ASK, {"email": email}, follow=True)) for email in ("owner@a.test", "no@a.test")}
        assert len(answers) == 1
        assert len(mailoutbox) == 1

    def test_nobody_is_flooded(self, client, owner, mailoutbox):
        for _ in range(8):
            client.post(ASK, {"email": "owner@a.test"})
        assert len(mailoutbox) == 5

    def test_guesses_at_addresses_keep_no_mail_from_their_owner(self, client, owner, mailoutbox):
        for number in range(8):
            client.post(ASK, {"email": f"{number}@nobody.test"})
        client.post(ASK, {"email": owner.email})
        assert [mail.to for mail in mailoutbox] == [[owner.email]]

    def test_it_is_in_the_language_of_who_asks(self, client, owner, mailoutbox):
        client.post(ASK, {"email": "owner@a.test"}, headers={"Accept-Language": "en"})
        assert "open this link" in mailoutbox[0].body

    def test_what_is_no_link_of_ours_says_so(self, client):
        assert "已经用过或过期" in text(client.get("/admin/reset/x/y/"))


@pytest.mark.parametrize(("mail", "url", "words"), [(False, "https://a.test/", "邮件服务器"), (True, "", "网站地址")])
def test_what_is_missing_is_said(client, owner, settings, mailoutbox, mail, url, words):
    settings.EMAIL_IS_SET_UP, settings.SITE_URL = mail, url
    for answer in (client.get(ASK), client.post(ASK, {"email": "owner@a.test"})):
        assert words in text(answer)
        assert "manage.py changepassword" in text(answer)
    assert mailoutbox == []
