"""Text from outside on a terminal, in a mail and in a chat."""

from __future__ import annotations

import pytest

from blog.plain_text import plain
from easytask.notifications.channels import inert


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("友链 A", "友链 A"),
        ("a\x1b]0;pwn\x07\x1b[2Jb", "a]0;pwn[2Jb"),
        ("\u202egpj.exe", "gpj.exe"),
        ("\u2066a\u2069\u200fb\u061cc", "abc"),
        ("a\r\nb\u2028c\x85d", "a b c d"),
        ("  a \t\u3000 b ", "a b"),
        ("\u200b\ufeff", ""),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\ud800x", "x"),
    ],
)
def test_nothing_is_left_that_a_terminal_obeys_or_that_turns_the_reading(text: str, shown: str) -> None:
    assert plain(text) == shown


@pytest.mark.parametrize(
    ("service", "text", "sent"),
    [
        ("Discord", "@everyone @here <@123> <#4>", "＠everyone ＠here ＜＠123> ＜#4>"),
        ("Discord", "[safe](https://evil.test)", "[safe］(https://evil.test)"),
        ("Slack", "<!channel> <!here> @channel", "＜!channel> ＜!here> ＠channel"),
        ("Slack", "<https://evil.test|safe>", "＜https://evil.test|safe>"),
        ("Feishu", '<at user_id="all">x</at>', '＜at user_id="all">x＜/at>'),
        ("Lark", "<AT id=all></AT>", "＜AT id=all>＜/AT>"),
        ("Mattermost, Rocket.Chat", "@all", "＠all"),
        ("Telegram", "@somebody", "＠somebody"),
        ("all", "https://mastodon.test/@me 1 < 2 <b> a @ b", "https://mastodon.test/%40me 1 < 2 <b> a @ b"),
        ("all", "https://u@a.test/@b/@everyone", "https://u%40a.test/%40b/%40everyone"),
        ("all", "[blog.example] 1 个友链被隐藏", "[blog.example] 1 个友链被隐藏"),
    ],
)
def test_no_chat_finds_a_mention_or_a_hidden_link(service: str, text: str, sent: str) -> None:
    assert inert(text) == sent, service
