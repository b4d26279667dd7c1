"""Say where the demonstration's blogs are served: at a loopback address of this checkout's own."""

import hashlib
import ipaddress
import os
from pathlib import Path

from izone import embedded

# Always the same, so that yesterday's links hold today.
PORT = 8127


def address(checkout: Path) -> str:
    """Return the loopback address that this checkout has to itself: Linux answers on all of 127.0.0.0/8."""
    second, third, fourth = hashlib.sha256(os.fsencode(checkout.resolve())).digest()[:3]
    return f"127.{64 + second % 64}.{third}.{fourth}"


def lock(checkout: Path) -> Path:
    """Return the file that is locked while the blogs' server lives; only then may a check speak to their address."""
    return checkout.resolve() / "var" / "demo.lock"


def network_while_served(checkout: Path) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    """Return the network that a check may speak to besides: the demonstration's address while its server lives.

    Whether it lives is what its lock says. A process asks once, when it starts; ``make run`` starts the blogs before
    the workers, and whoever started earlier judges the demonstration's links as addresses that are not allowed.
    """
    if not embedded.is_locked(lock(checkout)):
        return []
    return [ipaddress.ip_network(address(checkout))]
