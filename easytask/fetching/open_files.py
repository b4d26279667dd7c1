"""Raise this process's limit of open files to what a check needs; who starts a check asks for it, nobody else does."""

from __future__ import annotations

import resource

# A hop may hold three sockets for each address family at once; the rest is for the database, the broker and the
# resolver.
FILES_PER_REQUEST = 6
FILES_ASIDE = 128


def allow_requests(wanted: int) -> int:
    """Raise the soft limit of open files towards what ``wanted`` requests at once need; return how many it allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = wanted * FILES_PER_REQUEST + FILES_ASIDE
    if hard != resource.RLIM_INFINITY:
        needed = min(needed, hard)
    if soft != resource.RLIM_INFINITY and soft < needed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (needed, hard))
        soft = needed
    if soft == resource.RLIM_INFINITY:
        return wanted
    return min(wanted, max(1, (soft - FILES_ASIDE) // FILES_PER_REQUEST))
