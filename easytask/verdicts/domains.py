"""Say which registrable domain a host belongs to, by the public suffix list; it knows neither pages nor friends."""

from __future__ import annotations

import functools
import ipaddress
from collections.abc import Callable

from easytask.verdicts import addresses

# Suffixes that the list lacks, under each of which everybody has a site of its own. The list takes them in only when
# their owner asks for it (https://publicsuffix.org/submit/). Met as hosts of listed Chinese blogs
# (https://github.com/timqian/chinese-independent-blogs), or known as hosters of sites.
MORE_SUFFIXES = frozenset(
    {
        # Static pages of Gitee, closed in 2024.
        "gitee.io",
        # Blogs on Crossbell.
        "xlog.app",
        "xlog.page",
        # Blogs of Automattic.
        "wordpress.com",
        "home.blog",
        # Blog hosters.
        "cnblogs.com",
        "lofter.com",
        "tumblr.com",
        "mataroa.blog",
        "writeas.com",
        "substack.com",
        "typepad.com",
        "livejournal.com",
        "jimdo.com",
        "pixnet.net",
        "blogchina.com",
        "blog.163.com",
        "blog.sohu.com",
        "blogbus.com",
        "bitcron.com",
        "farbox.com",
        # Sites made of notes.
        "super.site",
        "ghost.io",
        "strikingly.com",
        "mystrikingly.com",
        "squarespace.com",
        # Static pages and deployments.
        "coding.me",
        "coding-pages.com",
        "4everland.app",
        "4everland.store",
        "neocities.org",
        "tcloudbaseapp.com",
        # Free hosts.
        "epizy.com",
        "rf.gd",
        "000webhostapp.com",
        "42web.io",
        "infinityfreeapp.com",
        "byethost7.com",
    }
)


def registrable_domain(host: str) -> str:
    """Return the registrable domain of a host in its normal form (see Address), which may be an IP address.

    A public suffix itself, and a name that is under none, is returned as it is.
    """
    host = host.removesuffix(".")
    if host.startswith("[") or is_ip(host):
        return host
    labels = host.split(".")
    for begin in range(1, len(labels)):
        if ".".join(labels[begin:]) in MORE_SUFFIXES:
            return ".".join(labels[begin - 1 :])
    return _private_suffix()(host) or host


def domain_of(url: str) -> str:
    """Return the registrable domain of an address, "" when it is none."""
    try:
        return registrable_domain(addresses.parse(url).host)
    except addresses.BadAddress:
        return ""


def is_ip(host: str) -> bool:
    """Say whether a host, without brackets, is an IP address."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


@functools.cache
def _private_suffix() -> Callable[[str], str | None]:
    """Load the list when it is first asked for: it takes 34 ms, and most runs never ask."""
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList().privatesuffix
