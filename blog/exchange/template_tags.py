"""Turn the tags of Hexo, Jekyll and Hugo into Markdown where it says the same; what is unknown stays and is listed.

None of their template languages is run: a tag is known by its name, in a table.
"""

from __future__ import annotations

import dataclasses
import re
from collections import defaultdict
from collections.abc import Callable, Mapping

from blog.exchange.passages import outside_code

_ARGUMENT = re.compile(r"(?:([\w-]+)=)?(?:\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)'|`([^`]*)`|([^\s,]+))")
# What was taken is never tried in another way: a brace before thousands of spaces, or a name of thousands of letters,
# would take hours.
_TAG = re.compile(r"(?<!\{)\{%-?\s*(?P<name>\w++(?:-++\w++)*+)(?P<rest>(?:[^%{]|%(?!\})|\{(?!%))*?)-?%\}")
# One that has an end, or that end: {% name %} and {% endname %}, {{< name >}} and {{< /name >}}.
_PAIRED = re.compile(
    r"(?P<mark>\{%|\{\{[<%])-?\s*(?P<end>end|/\s*|)(?P<name>\w++(?:-++\w++)*+)(?P<rest>[^%{}\n]*?(?:%(?!\})[^%{}\n]*?)*?)-?[%>]\}\}?"
)
_SHORTCODE = re.compile(r"\{\{[<%]\s*+(?P<name>/?\s*+\w[\w./-]*+)(?P<rest>(?:[^{}%>]|\{(?!\{)|[%>](?!\}\}))*+)[%>]\}\}")
_OUTPUT = re.compile(r"\{\{-?\s*+(?![<%])([^{}\n]*+)\s*+\}\}")
# Shown, not meant: Hugo's own way to write of shortcodes.
_ESCAPED = re.compile(r"\{\{([<%])/\*((?:(?!\{\{).)*?)\*/([%>])\}\}")
_ADDRESS_OUTPUT = re.compile(
    r"[\"']([^\"']+)[\"']\s*\|\s*(?:relative_url|absolute_url|(?:prepend|append)\s*:\s*site\.(?:baseurl|url))+"
)
_SITE_OUTPUT = re.compile(r"site\.(?:base)?url(?:\s*\|.*)?|\$?\.?Site\.BaseURL", re.IGNORECASE)
_ALERTS = {
    "info": "NOTE",
    "primary": "NOTE",
    "default": "NOTE",
    "success": "TIP",
    "tip": "TIP",
    "important": "IMPORTANT",
    "warning": "WARNING",
    "danger": "CAUTION",
    "error": "CAUTION",
}


@dataclasses.dataclass(frozen=True, slots=True)
class Arguments:
    """What stands behind a tag's name: in order, and by name."""

    ordered: tuple[str, ...]
    named: Mapping[str, str]

    def get(self, number: int, *names: str) -> str:
        """Return the argument of one of these names, or else the one in this place."""
        by_name = next((self.named[name] for name in names if name in self.named), "")
        return by_name or (self.ordered[number] if number < len(self.ordered) else "")


# What a post of this name is linked as; empty when there is none.
PostAddress = Callable[[str], str]


def convert(text: str, post_address: PostAddress) -> tuple[str, list[str]]:
    """Return the text in Markdown, and the tags that were not understood."""
    unknown: list[str] = []
    # Blocks of code first: what is in them is no tag any more.
    text = outside_code(text, lambda part: _pairs(part, _CODE_BLOCKS))
    text = outside_code(text, lambda part: _pairs(part, _BLOCKS))
    text = outside_code(text, lambda part: _singles(part, post_address, unknown))
    return _ESCAPED.sub(r"{{\1\2\3}}", text), unknown


def _arguments(rest: str) -> Arguments:
    ordered, named = [], {}
    for found in _ARGUMENT.finditer(rest):
        value = next((group for group in found.groups()[1:] if group is not None), "")
        value = re.sub(r"\\(.)", r"\1", value)
        if found[1]:
            named[found[1].lower()] = value
        else:
            ordered.append(value)
    return Arguments(tuple(ordered), named)


# --- tags with a text between them -----------------------------------------------------------------------------------
def _fence(name: str, arguments: Arguments, inner: str) -> str:
    language = next(
        (word[5:] for word in arguments.ordered if word.startswith("lang:")), arguments.named.get("lang", "")
    )
    if not language and name == "highlight":
        language = arguments.get(0)
    inner = inner.strip("\n")
    marks = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", inner)), 3)
    return f"\n{marks}{language}\n{inner}\n{marks}\n"


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.strip().split("\n"))


def _quote(_name: str, arguments: Arguments, inner: str) -> str:
    source = " ".join(arguments.ordered)
    return f"\n{_quoted(inner)}" + (f"\n>\n> — {source}" if source else "") + "\n"


def _alert(name: str, arguments: Arguments, inner: str) -> str:
    words = [name, *arguments.ordered, *arguments.named.values()]
    kind = next((_ALERTS[word.lower()] for word in words if word.lower() in _ALERTS), "NOTE")
    return f"\n> [!{kind}]\n{_quoted(inner)}\n"


def _details(_name: str, arguments: Arguments, inner: str) -> str:
    summary = arguments.get(0, "summary", "title") or "…"
    return f"\n<details><summary>{summary}</summary>\n\n{inner.strip()}\n\n</details>\n"


Block = Callable[[str, Arguments, str], str]
_CODE_BLOCKS: dict[str, Block] = {"codeblock": _fence, "code": _fence, "highlight": _fence}
_BLOCKS: dict[str, Block] = {
    "raw": lambda _name, _arguments, inner: inner,
    "blockquote": _quote,
    "quote": _quote,
    "pullquote": lambda name, _arguments, inner: _quote(name, Arguments((), {}), inner),
    "centerquote": _quote,
    "cq": _quote,
    "note": _alert,
    "notice": _alert,
    "admonition": _alert,
    "alert": _alert,
    "tip": _alert,
    "warning": _alert,
    "details": _details,
    "spoiler": _details,
    "hidetoggle": _details,
    "folding": _details,
}


def _pairs(text: str, blocks: Mapping[str, Block]) -> str:
    """Change each pair of tags with what is between them; one pass, so that ends that are missing cost nothing."""
    tags = [found for found in _PAIRED.finditer(text) if found["name"].lower() in blocks]
    ends: dict[tuple[str, str], list[re.Match[str]]] = defaultdict(list)
    for tag in reversed(tags):
        if tag["end"]:
            ends[tag["mark"], tag["name"].lower()].append(tag)
    parts, at = [], 0
    for tag in tags:
        name = tag["name"].lower()
        waiting = ends[tag["mark"], name]
        while waiting and waiting[-1].start() < tag.end():
            waiting.pop()
        if tag["end"] or tag.start() < at or not waiting:
            continue
        inner = text[tag.end() : waiting[-1].start()]
        parts += [text[at : tag.start()], blocks[name](name, _arguments(tag["rest"]), inner)]
        at = waiting[-1].end()
    return "".join([*parts, text[at:]])


# --- tags that stand alone -------------------------------------------------------------------------------------------
def _picture(source: str, alt: str, title: str = "") -> str:
    if not source:
        return ""
    address = f"<{source}>" if re.search(r"[\s()]", source) else source
    quoted = ' "' + title.replace('"', '\\"') + '"' if title else ""
    return f"![{alt}]({address}{quoted})"


def _figure(arguments: Arguments) -> str:
    alt = arguments.get(9, "alt", "caption", "title")
    picture = _picture(arguments.get(0, "src"), alt, arguments.get(9, "title", "caption"))
    link = arguments.get(9, "link")
    return f"[{picture}]({link})" if link and picture else picture


def _image(arguments: Arguments) -> str:
    """Hexo's img and asset_img: classes, the picture, width, height, and a title that may hold the alt text."""
    at = next((index for index, word in enumerate(arguments.ordered) if re.search(r"[./]\w", word)), None)
    if at is None:
        return ""
    words = [word for word in arguments.ordered[at + 1 :] if not re.fullmatch(r"\d+(?:px|%)?", word)]
    title, _, alt = " ".join(words).partition("'")
    title, alt = title.strip(' "'), alt.strip(" '\"")
    return _picture(arguments.ordered[at], alt or arguments.get(9, "alt") or title, title if alt else "")


def _link(arguments: Arguments) -> str:
    words = [word for word in arguments.ordered if word not in ("true", "false")]
    at = next((index for index, word in enumerate(words) if "/" in word), None)
    return f"[{' '.join(words[:at]) or words[at]}]({words[at]})" if at is not None else ""


def _at(address: str, *names: str) -> Callable[[Arguments], str]:
    """Return a tag that leads to a place by its id."""

    def tag(arguments: Arguments) -> str:
        name = arguments.get(0, *names)
        return f"<{address.format(name)}>" if re.fullmatch(r"[\w./=-]+", name) else ""

    return tag


def _tweet(arguments: Arguments) -> str:
    user, number = arguments.get(0, "user"), arguments.get(1, "id")
    return f"<https://x.com/{user}/status/{number}>" if number.isdecimal() else ""


def _media(arguments: Arguments) -> str:
    source = arguments.get(0, "src", "url", "mp4", "mp3")
    return f"<{source}>" if source.startswith("http") else f"[{source}]({source})" if source else ""


def _asset_link(arguments: Arguments) -> str:
    return f"[{' '.join(arguments.ordered[1:]) or arguments.get(0)}]({arguments.get(0)})" if arguments.get(0) else ""


_SINGLES: dict[str, Callable[[Arguments], str]] = {
    "youtube": _at("https://www.youtube.com/watch?v={}", "id"),
    "vimeo": _at("https://vimeo.com/{}", "id"),
    "bilibili": _at("https://www.bilibili.com/video/{}/", "id", "bvid"),
    "gist": lambda arguments: (
        f"<https://gist.github.com/{'/'.join(arguments.ordered[:2])}>" if arguments.get(0) else ""
    ),
    "tweet": _tweet,
    "x": _tweet,
    "figure": _figure,
    "img": _image,
    "image": lambda arguments: _image(arguments) or _figure(arguments),
    "asset_img": _image,
    "asset_link": _asset_link,
    "asset_path": lambda arguments: arguments.get(0),
    "link": _link,
    "iframe": _media,
    "video": _media,
    "audio": _media,
    "mp4": _media,
}
_POST_LINKS = ("post_link", "post_path", "post_url", "ref", "relref", "link")


def _singles(text: str, post_address: PostAddress, unknown: list[str]) -> str:
    def tag(found: re.Match[str], rest: str) -> str:
        name, arguments = found["name"].lower(), _arguments(rest)
        written = ""
        if name in _POST_LINKS:
            written = _post_link(name, arguments, post_address)
        if not written and name in _SINGLES:
            written = _SINGLES[name](arguments)
        if not written:
            unknown.append(" ".join(found[0].split())[:100])
        return written or found[0]

    def output(found: re.Match[str]) -> str:
        said = found[1].strip().removesuffix("-").rstrip()
        if address := _ADDRESS_OUTPUT.fullmatch(said):
            return address[1]
        if _SITE_OUTPUT.fullmatch(said):
            return ""
        unknown.append(found[0][:100])
        return found[0]

    text = _TAG.sub(lambda found: tag(found, found["rest"]), text)
    # A shortcode that needs no end may say so.
    text = _SHORTCODE.sub(lambda found: tag(found, found["rest"].rstrip().removesuffix("/")), text)
    return _OUTPUT.sub(output, text)


def _post_link(name: str, arguments: Arguments, post_address: PostAddress) -> str:
    wanted = arguments.get(0, "path")
    # link means a post in Jekyll, any address in Hexo.
    if name == "link" and not wanted.endswith((".md", ".markdown")):
        return ""
    file, _, part = wanted.partition("#")
    stem = re.sub(r"(/index)?(\.\w{2}(-\w+)?)?\.(md|markdown)$", "", file).rpartition("/")[2]
    address = post_address(stem)
    if not address or name != "post_link":
        return address + (f"#{part}" if address and part else "")
    title = " ".join(word for word in arguments.ordered[1:] if word not in ("true", "false"))
    return f"[{title or stem}]({address})"
