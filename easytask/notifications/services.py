"""Know the forms of the common services, made from what apprise itself says of each: its parts, and what each may be.

What a service needs stands in its template; which of its templates to ask for, and the words, stand here.
"""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from django.utils.translation import gettext_lazy as _

from blog import addresses
from blog.site.registry import Words

# The form for any other of apprise's addresses, and that of a plain webhook.
ANY, WEBHOOK = "any", "json"
ADDRESS = "address"


class BadParts(ValueError):
    """Some parts make no sense; ``errors`` has a sentence for each, by name."""

    def __init__(self, errors: dict[str, Words]) -> None:
        super().__init__(", ".join(errors))
        self.errors = errors


@dataclasses.dataclass(frozen=True, slots=True)
class Part:
    """One part of an address: ``pattern`` is what the whole of it has to match, without regard to case."""

    name: str
    label: Words
    help: Words = ""
    is_secret: bool = True
    is_required: bool = True
    pattern: str = ""
    default: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Service:
    """A common service: ``template`` is one of apprise's own for ``schema``; ``words`` call its parts for people.

    ``whole`` matches the whole address that the service itself shows, which people paste into any field of the form;
    its groups are the parts.
    """

    schema: str
    label: Words
    template: str
    words: Mapping[str, Words]
    help: Words = ""
    whole: str = ""
    is_optional: Sequence[str] = ()
    defaults: Mapping[str, str] = dataclasses.field(default_factory=dict)


SERVICES = (
    Service(
        "tgram",
        "Telegram",
        "{schema}://{bot_token}/{targets}",
        {"bot_token": _("机器人的 Token"), "targets": "Chat ID"},
        help=_("向 @BotFather 要一个机器人的 Token；Chat ID 可以问 @userinfobot，频道写成 @ 后面的名字。"),
    ),
    Service(
        "dingtalk",
        _("钉钉"),
        "{schema}://{secret}@{token}/",
        {"token": _("Webhook 里的 access_token"), "secret": _("加签的密钥（SEC 开头）")},
        help=_("群设置里添加自定义机器人；安全设置选加签，或把关键词设为网站名称。"),
        whole=r"https://oapi\.dingtalk\.com/robot/send\?access_token=(?P<token>\w+)",
        is_optional=("secret",),
    ),
    Service(
        "feishu",
        _("飞书"),
        "{schema}://{token}",
        {"token": _("Webhook 地址的最后一段")},
        help=_("群设置里添加自定义机器人，地址形如 open.feishu.cn/open-apis/bot/v2/hook/……"),
        whole=r"https://open\.feishu\.cn/open-apis/bot/v2/hook/(?P<token>[\w-]+)",
    ),
    Service(
        "wecombot",
        _("企业微信"),
        "{schema}://{key}",
        {"key": _("Webhook 地址里的 key")},
        help=_("群里添加机器人，地址形如 qyapi.weixin.qq.com/cgi-bin/webhook/send?key=……"),
        whole=r"https://qyapi\.weixin\.qq\.com/cgi-bin/webhook/send\?key=(?P<key>[\w-]+)",
    ),
    Service(
        "barks",
        "Bark",
        "{schema}://{host}/{targets}",
        {"host": _("服务器"), "targets": _("设备的 Key")},
        help=_("Key 在 Bark 应用的首页，是服务器后面的一段。"),
        whole=r"https://(?P<host>[^/]+)/(?P<targets>\w+)(?:/.*)?",
        defaults={"host": "api.day.app"},
    ),
    Service(
        "schan",
        _("Server 酱"),
        "{schema}://{token}",
        {"token": "SendKey"},
        help=_("SendKey 在 sct.ftqq.com 上。"),
    ),
    Service(
        "discord",
        "Discord",
        "{schema}://{webhook_id}/{webhook_token}",
        {"webhook_id": "Webhook ID", "webhook_token": "Webhook Token"},
        help=_("频道设置里新建 Webhook，地址形如 discord.com/api/webhooks/ID/Token。"),
        whole=r"https://(?:\w+\.)?discord(?:app)?\.com/api/webhooks/(?P<webhook_id>\d+)/(?P<webhook_token>[\w-]+)",
    ),
    Service(
        "slack",
        "Slack",
        "{schema}://{token_a}/{token_b}/{token_c}",
        {"token_a": _("第一段（T……）"), "token_b": _("第二段（B……）"), "token_c": _("第三段")},
        help=_("Incoming Webhook 的地址形如 hooks.slack.com/services/第一段/第二段/第三段。"),
        whole=r"https://hooks\.slack\.com/services/(?P<token_a>\w+)/(?P<token_b>\w+)/(?P<token_c>\w+)",
    ),
)
BY_SCHEMA = {service.schema: service for service in SERVICES}
# Of the two forms that are no service of apprise's details.
_WEBHOOK_PART = Part(ADDRESS, _("Webhook 地址"), _("收到的是 JSON：title 和 message。例如：https://example.com/hook"))
_ANY_PART = Part(
    ADDRESS,
    _("apprise 地址"),
    _("apprise 支持的一百多种服务，写法见 github.com/caronc/apprise/wiki，例如：gotify://example.com/token"),
)


def parts_of(schema: str) -> tuple[Part, ...]:
    """Return what the form of a service asks for."""
    if schema == WEBHOOK:
        return (_WEBHOOK_PART,)
    return (_ANY_PART,) if schema == ANY else _parts_of_service(schema)


@functools.cache
def _parts_of_service(schema: str) -> tuple[Part, ...]:
    service, tokens = BY_SCHEMA[schema], _details(schema)["tokens"]
    return tuple(_part(service, name, tokens) for name in service.words)


def _details(schema: str) -> Any:
    # Imported here: it takes a fifth of a second, and most processes never send anything.
    import apprise

    return apprise.plugins.details(apprise.plugins.N_MGR[schema])  # type: ignore[no-untyped-call]  # it has no types


def _part(service: Service, name: str, tokens: Mapping[str, Any]) -> Part:
    token = tokens[name]
    # A list of recipients says in the parts of its group what one of them may be; with several kinds, apprise decides.
    group = [tokens[member] for member in token.get("group", ())]
    regex = token.get("regex") or (group[0].get("regex") if len(group) == 1 else None)
    return Part(
        name,
        service.words[name],
        is_secret=bool(token.get("private")),
        is_required=name not in service.is_optional,
        pattern=regex[0] if regex else "",
        default=service.defaults.get(name, ""),
    )


def compose(schema: str, given: Mapping[str, str]) -> str:
    """Return apprise's address of these parts; raise BadParts."""
    parts = parts_of(schema)
    texts = {part.name: given.get(part.name, "").strip() for part in parts}
    if schema in BY_SCHEMA and (whole := BY_SCHEMA[schema].whole):
        pasted = (re.fullmatch(whole, text) for text in list(texts.values()))
        texts |= next((found.groupdict() for found in pasted if found), {})
    errors = {part.name: sentence for part in parts if (sentence := _what_is_wrong(part, texts[part.name]))}
    if errors:
        raise BadParts(errors)
    if schema == ANY:
        return texts[ADDRESS]
    if schema == WEBHOOK:
        return _webhook(texts[ADDRESS])
    # A host may carry a port, and what follows must not be cut by a sign that means something in an address.
    quoted = {name: quote(text, safe=":" if name == "host" else "") for name, text in texts.items()}
    template = BY_SCHEMA[schema].template
    for name, text in texts.items():
        if not text:
            template = template.replace(f"{{{name}}}@", "")
    return template.format(schema=schema, **quoted)


def _what_is_wrong(part: Part, text: str) -> Words:
    if not text:
        return _("请填写此项。") if part.is_required else ""
    if re.search(r"\s", text):
        return _("这里不能有空格；是不是多复制了什么？")
    if part.pattern and not re.fullmatch(part.pattern, text, re.IGNORECASE):
        return _("看起来不对：请只复制这一段，不要带上前后的字。")
    return ""


def _webhook(address: str) -> str:
    url = addresses.split(address)
    if url.scheme not in ("http", "https") or not url.hostname:
        raise BadParts({ADDRESS: _("请填写以 http:// 或 https:// 开头的完整地址。")})
    # Apprise takes a query for its own arguments, unless each begins with a minus.
    query = urlencode([(f"-{name}", value) for name, value in parse_qsl(url.query, keep_blank_values=True)])
    scheme = "jsons" if url.scheme == "https" else "json"
    return f"{scheme}://{url.netloc}{url.path or '/'}" + (f"?{query}" if query else "")
