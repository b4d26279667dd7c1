"""The forms of the common services: what each asks for, what it refuses, and the address that apprise then reads."""

from __future__ import annotations

from urllib.parse import quote

import apprise
import pytest

from easytask.notifications import channels, services
from easytask.notifications.services import ANY, WEBHOOK, BadParts

GIVEN = {
    "tgram": {"bot_token": "123456789:abcdefg_hijklmnop", "targets": "-1001234"},
    "dingtalk": {"token": "0123456789abcdef" * 2, "secret": "SEC0123456789abcdef"},
    "feishu": {"token": "0123-4567-89ab-cdef"},
    "wecombot": {"key": "0123-4567-89ab-cdef"},
    "barks": {"host": "api.day.app", "targets": "AbCdEfGh"},
    "schan": {"token": "SCT0123456789abcdef"},
    "discord": {"webhook_id": "12345678901234567", "webhook_token": "A" * 68},
    "slack": {"token_a": "T1JJ3T3L2", "token_b": "A1BRTD4JD", "token_c": "TIiajkdnlazkcOXrIdevi7FQ"},
    WEBHOOK: {"address": "https://example.com/hook?a=b"},
    ANY: {"address": "gotify://example.com/AbCdEfGhIjKlMnO"},
}


def test_every_form_has_its_example():
    assert set(GIVEN) == {*services.BY_SCHEMA, WEBHOOK, ANY}


@pytest.mark.parametrize("schema", GIVEN)
def test_what_is_filled_in_is_an_address_that_apprise_reads(schema):
    url = services.compose(schema, GIVEN[schema])
    opened = channels.open_channel(url, allowed_networks=[])
    assert opened.service.url()
    assert all(quote(value, safe="") in url for value in GIVEN[schema].values() if "://" not in value)


@pytest.mark.parametrize("schema", services.BY_SCHEMA)
def test_the_template_is_one_of_apprise_s_own(schema):
    service, plugin = services.BY_SCHEMA[schema], apprise.plugins.N_MGR[schema]
    assert service.template in plugin.templates
    asked = {f"{{{part.name}}}" for part in services.parts_of(schema)}
    assert all(name in service.template for name in asked)


def test_what_apprise_calls_private_is_a_secret():
    secret = {schema: {part.name for part in services.parts_of(schema) if part.is_secret} for schema in GIVEN}
    assert secret["tgram"] == {"bot_token"}
    assert secret["dingtalk"] == {"token", "secret"}
    assert secret["barks"] == {"targets"}
    assert secret[ANY] == secret[WEBHOOK] == {"address"}


@pytest.mark.parametrize(
    ("schema", "name", "text"),
    [
        ("tgram", "bot_token", "hello"),
        ("tgram", "bot_token", ""),
        ("tgram", "targets", "a b"),
        ("dingtalk", "token", "a/b"),
        ("feishu", "token", "https://open.feishu.cn/x"),
        ("slack", "token_b", "?"),
        (WEBHOOK, "address", "example.com/hook"),
        (WEBHOOK, "address", "ftp://example.com"),
        (WEBHOOK, "address", "https://[example.com]/hook"),
    ],
)
def test_a_part_that_makes_no_sense_is_refused_by_name(schema, name, text):
    with pytest.raises(BadParts) as caught:
        services.compose(schema, {**GIVEN[schema], name: text})
    assert set(caught.value.errors) == {name}
    assert text == "" or text not in str(caught.value)


def test_an_optional_part_may_be_left_out():
    assert services.compose("dingtalk", {"token": "a" * 32}) == f"dingtalk://{'a' * 32}/"


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("http://example.com", "json://example.com/"),
        ("https://user:pass@example.com:8443/a/b", "jsons://user:pass@example.com:8443/a/b"),
        ("https://example.com/hook?key=a%26b&method=x", "jsons://example.com/hook?-key=a%26b&-method=x"),
    ],
)
def test_a_webhook_keeps_its_own_query(address, url):
    assert services.compose(WEBHOOK, {"address": address}) == url


@pytest.mark.parametrize(
    ("schema", "name", "pasted", "url"),
    [
        ("feishu", "token", "https://open.feishu.cn/open-apis/bot/v2/hook/0123-abcd", "feishu://0123-abcd"),
        ("wecombot", "key", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=01-ab", "wecombot://01-ab"),
        ("dingtalk", "token", "https://oapi.dingtalk.com/robot/send?access_token=0abc", "dingtalk://0abc/"),
        ("barks", "targets", "https://bark.example:8443/AbCd/title", "barks://bark.example:8443/AbCd"),
        ("discord", "webhook_id", "https://discord.com/api/webhooks/123/a-B_c", "discord://123/a-B_c"),
        ("slack", "token_c", "https://hooks.slack.com/services/T1/B2/c3", "slack://T1/B2/c3"),
    ],
)
def test_the_whole_address_that_the_service_shows_may_be_pasted(schema, name, pasted, url):
    assert services.compose(schema, {name: pasted}) == url
