"""Raise this process's limit of open files to what a check needs; who starts a check asks for it, nobody else does."""

from __future__ import annotations

import logging
import resource

logger = logging.getLogger(__name__)

# A hop may hold three sockets for each address family at once.
FILES_PER_REQUEST = 6
# For the database, the broker and the resolver.
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
    fit = max(1, (soft - FILES_ASIDE) // FILES_PER_REQUEST)
    if fit < wanted:
        logger.warning("The limit of open files allows %d requests at once, not %d", fit, wanted)
    return min(wanted, fit)
