"""Tell Prometheus figures that are read from the database when it asks, so that every web process tells the same.

The number of queries does not grow with the data. Names and units follow https://prometheus.io/docs/practices/naming/.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Case, Count, QuerySet, Value, When
from django.db.models.fields.json import KT
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from blog.models import SNOOZED, FriendLink
from easytask.history.changes import count_hides
from easytask.history.flip_counts import count_flips
from easytask.history.lost_counts import lost
from easytask.models import Delivery, LinkState, Run
from easytask.runs import lock
from easytask.verdicts import rules
from easytask.verdicts.kinds import BacklinkState, Kind, Liveness, cause_from

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
ENDED = tuple(state for state in Run.State if state is not Run.State.RUNNING)


def exposition() -> bytes:
    """Return all figures in Prometheus' text format."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Database())
    return generate_latest(registry)


class _Database(Collector):
    def collect(self) -> Iterator[Metric]:
        lock.close_stale_runs()
        yield from _links()
        yield from _runs()
        yield from _last_run()
        yield from _changes()


def _links() -> Iterator[Metric]:
    state = Case(
        When(is_active=False, then=Value("inactive")),
        When(SNOOZED, then=Value("left_alone")),
        When(is_show=True, then=Value("shown")),
        default=Value("hidden"),
    )
    found = _counted(FriendLink.objects.annotate(state_now=state), "state_now")
    yield _labelled(
        GaugeMetricFamily("izone_friend_links", "Friend links, each in one state.", labels=["state"]),
        {name: found.get((name,), 0) for name in ("shown", "hidden", "inactive", "left_alone")},
    )
    yield from _latest_checks()


def _latest_checks() -> Iterator[Metric]:
    verdicts, liveness, backlinks = Counter[str](), Counter[str](), Counter[str]()
    states = LinkState.objects.filter(friend__is_active=True)
    for (verdict, backlink), links in _counted(states, "verdict", "backlink").items():
        verdicts[verdict] += links
        backlinks[backlink] += links
        if verdict != Kind.UNCERTAIN:
            liveness[rules.liveness(Kind(verdict), None)] += links
    # Only these need their evidence read, which takes long.
    uncertain = states.filter(verdict=Kind.UNCERTAIN).annotate(cause=KT("evidence__cannot_tell"))
    for (cause,), links in _counted(uncertain, "cause").items():
        liveness[rules.liveness(Kind.UNCERTAIN, cause_from(cause))] += links
    yield _labelled(
        GaugeMetricFamily(
            "izone_friend_link_verdicts", "Active friend links by what their latest check found.", labels=["verdict"]
        ),
        {kind.value: verdicts[kind] for kind in Kind},
    )
    yield _labelled(
        GaugeMetricFamily(
            "izone_friend_link_liveness",
            "Active friend links by whether their latest check saw a living site.",
            labels=["liveness"],
        ),
        {state.value: liveness[state] for state in Liveness},
    )
    yield _labelled(
        GaugeMetricFamily(
            "izone_friend_link_backlinks",
            "Active friend links by what their latest check says of our link.",
            labels=["backlink"],
        ),
        {state.value: backlinks[state] for state in BacklinkState},
    )


def _runs() -> Iterator[Metric]:
    counts, gone = _counted(Run.objects.all(), "state"), lost("runs.")
    yield _labelled(
        CounterMetricFamily("izone_runs", "Runs that have ended, by how.", labels=["state"]),
        {state.value: counts.get((state.value,), 0) + gone.get(state.value, 0) for state in ENDED},
    )
    in_progress = counts.get((Run.State.RUNNING.value,), 0)
    yield GaugeMetricFamily("izone_runs_in_progress", "Runs under way: 0 or 1.", value=in_progress)


def _last_run() -> Iterator[Metric]:
    """Yield nothing before the first run has ended."""
    ended = Run.objects.exclude(state=Run.State.RUNNING)
    last = ended.first()
    if last is None or last.finished_at is None:
        return
    yield _labelled(
        GaugeMetricFamily("izone_last_run_state", "How the last run ended: 1 for that state.", labels=["state"]),
        {state.value: int(state == last.state) for state in ENDED},
    )
    measured = last.seconds
    seconds = (last.finished_at - last.started_at).total_seconds() if measured is None else measured
    done = ended.filter(state=Run.State.DONE).values_list("finished_at", flat=True).first()
    done_at = done.timestamp() if done else None
    figures = (
        ("izone_last_run_timestamp_seconds", "When the last run ended.", last.finished_at.timestamp()),
        ("izone_last_run_duration_seconds", "How long the last run took.", seconds),
        ("izone_last_run_outage", "Whether the last run suspected our own network.", int(last.outage)),
        ("izone_last_done_run_timestamp_seconds", "When the last run that did its job ended.", done_at),
    )
    for name, text, value in figures:
        if value is not None:
            yield GaugeMetricFamily(name, text, value=value)


def _changes() -> Iterator[Metric]:
    flips, gone = count_flips(), lost("flips.")
    family = CounterMetricFamily(
        "izone_flips", "Changes of what visitors see, to what and by whom.", labels=["to", "by"]
    )
    for to in ("shown", "hidden"):
        for whom in ("check", "owner"):
            column = f"{to}_by_{whom}"
            family.add_metric([to, whom], getattr(flips, column) + gone.get(column, 0))
    yield family
    week = count_hides().this_week
    yield GaugeMetricFamily(
        "izone_week_hides", "Friend links that the check has hidden since Monday.", value=week.hides
    )
    yield GaugeMetricFamily(
        "izone_week_suspected_false_hides",
        "Of these, how many it has shown again within 48 hours by itself.",
        value=week.suspected,
    )
    deliveries = _counted(Delivery.objects.all(), "state")
    yield _labelled(
        GaugeMetricFamily("izone_notice_deliveries", "Notices by how far they are on a channel.", labels=["state"]),
        {state.value: deliveries.get((state.value,), 0) for state in Delivery.State},
    )


def _counted(rows: QuerySet[Any], *fields: str) -> dict[tuple[Any, ...], int]:
    counted: Iterable[tuple[Any, ...]] = rows.order_by().values_list(*fields).annotate(number=Count("pk"))
    return {tuple(values): number for *values, number in counted}


def _labelled(family: GaugeMetricFamily | CounterMetricFamily, values: dict[str, int]) -> Metric:
    for label, value in values.items():
        family.add_metric([label], value)
    return family
