"""Where the demonstration's blogs are served: a loopback address of this checkout's own, and the lock of its server."""

import hashlib
import os
from pathlib import Path

PORT = 8127  # always the same, so that yesterday's links hold today


def address(checkout: Path) -> str:
    """Return the loopback address that this checkout has to itself: Linux answers on all of 127.0.0.0/8."""
    second, third, fourth = hashlib.sha256(os.fsencode(checkout.resolve())).digest()[:3]
    return f"127.{64 + second % 64}.{third}.{fourth}"


def lock(checkout: Path) -> Path:
    """Return the file that is locked while the blogs' server lives; only then may a check speak to their address."""
    return checkout.resolve() / "var" / "demo.lock"
