"""Send the check that a person asked for by a button, and find the run that answers it; it shows nothing itself."""

from __future__ import annotations

import dataclasses
import enum
import time
import uuid
from collections.abc import Collection, Mapping

from django.db.models import BooleanField, ExpressionWrapper, Q

from easytask.broker import WORKER_ANSWERS_WITHIN
from easytask.models import Run
from easytask.tasks import send_check


class Progress(enum.Enum):
    """How far a check that was asked for has come: not begun yet, nobody begins it, or there is a run."""

    SENT = enum.auto()
    UNANSWERED = enum.auto()
    BEGUN = enum.auto()
    OVERTAKEN = enum.auto()


@dataclasses.dataclass(frozen=True, slots=True)
class CheckRequest:
    """A check that was sent to a worker.

    ``newest_run``: the id of the latest run of that moment, by which later ones are told; ``sent_at``: Unix seconds.
    """

    task_id: uuid.UUID
    newest_run: int
    sent_at: int

    @property
    def path_arguments(self) -> tuple[uuid.UUID, int, int]:
        """Return its fields in the order of an address that names it."""
        return self.task_id, self.newest_run, self.sent_at


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """What has become of a request; ``run`` is None until there is one, and another's when it was overtaken."""

    progress: Progress
    run: Run | None = None


def send(
    friend_ids: Collection[int] | None,
    *,
    user_id: int | None,
    arguments: Mapping[str, object] | None = None,
    queue: str | None = None,
) -> CheckRequest:
    """Send a check, of all friend links or of the given ones; raise BrokerUnavailable.

    ``arguments`` of the task and its ``queue`` are those of a row of beat's schedule.
    """
    newest = Run.objects.values_list("pk", flat=True).first() or 0
    task_id = send_check(friend_ids, user_id=user_id, arguments=arguments, queue=queue)
    return CheckRequest(uuid.UUID(task_id), newest, int(time.time()))


def find_answer(request: CheckRequest) -> Answer:
    """Return what has become of a request.

    When another run is under way the worker refuses ours. One that began later and is over may have had the same
    effect, but ours may also still be waiting in the queue: so it counts only when nobody has answered for a while.
    All of it is seen by one query, so that ours cannot begin between a look for it and a look for another.
    """
    is_ours, is_running = Q(task_id=str(request.task_id)), Q(state=Run.State.RUNNING)
    order = [ExpressionWrapper(each, output_field=BooleanField()).desc() for each in (is_ours, is_running)]
    found = Run.objects.filter(is_ours | is_running | Q(pk__gt=request.newest_run)).order_by(*order, "-pk").first()
    is_late = time.time() - request.sent_at > WORKER_ANSWERS_WITHIN.total_seconds()
    if found is not None and found.task_id == str(request.task_id):
        return Answer(Progress.BEGUN, found)
    if found is not None and (is_late or found.state == Run.State.RUNNING):
        return Answer(Progress.OVERTAKEN, found)
    return Answer(Progress.UNANSWERED if is_late else Progress.SENT)
