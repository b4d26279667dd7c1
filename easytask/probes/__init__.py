"""Probe an address before anything is saved: a worker fetches and judges it, and any page can read what it found.

``probes.request(url, asked_by)`` asks a worker, ``probes.read(id)`` says how far it is; neither waits for the network.
"""

from easytask.probes.records import AskedBy, PageSeen, Probe, ProbeAnswer, ProbeFailure, ProbeState
from easytask.probes.requests import ProbeGone, as_probe, read, request

__all__ = (
    "AskedBy",
    "PageSeen",
    "Probe",
    "ProbeAnswer",
    "ProbeFailure",
    "ProbeGone",
    "ProbeState",
    "as_probe",
    "read",
    "request",
)
