"""Run an async producer in a thread of its own and hand what it makes to the calling thread in batches.

It knows neither friends nor the database. The event loop lives in that thread alone and whatever blocks, such as the
ORM, in the calling one: a stalled database makes no site look slow, and a signal, which only ever interrupts the
calling thread, cannot land inside asyncio. Five other borders between a loop and the ORM were built and measured: they
lost verdicts, kept dead connections, leaked or counted the database's time against the sites.
The knobs of garbage collector and malloc are here because the loop's objects are what they are for.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import dataclasses
import errno
import gc
import queue
import threading
import time
from collections.abc import Callable, Collection, Coroutine, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Generic, TypeVar

import uvloop

# A run makes thousands of objects a second and hardly any cycles: with Python's 700 it looks for them for 8 % of its
# time, with 20,000 for 3 %.
GC_THRESHOLD = 100_000
# uvloop has 256 KiB for each TLS connection and touches little of it. glibc gives such blocks back when they are freed,
# but left to itself takes later ones from the heap, where all of each is soon touched (M_MMAP_THRESHOLD, mallopt(3)).
M_MMAP_THRESHOLD, LARGE_BLOCK_BYTES = -3, 256 * 1024
# Between two cancellations: aiohappyeyeballs drops one that comes while it ends the slower connections, and a task that
# has lost its only one would go on with all that is left to do.
CANCEL_AGAIN_SECONDS = 1.0
# Otherwise each thread reserves 64 MB of the address space, 450 MB in all, although Python's threads allocate in turns.
M_ARENA_MAX = -8

T = TypeVar("T")
# Makes items until it is done or cancelled, and hands each of them to the function that it is given.
Producer = Callable[[Callable[[T], None]], Coroutine[Any, Any, object]]


@dataclasses.dataclass(frozen=True, slots=True)
class Batching:
    """When a batch is handed over: with ``items`` in it, or ``seconds`` after the one before, be it empty."""

    items: int
    seconds: float


class _End:
    """What the producer's thread leaves behind as its last word."""


async def do_together(parts: Iterable[Coroutine[Any, Any, None]]) -> None:
    """Do all parts of a job at once; when one raises, end the others before that is raised on.

    ``asyncio.gather`` alone would let them run on, while whoever called takes away what they work with.
    """
    tasks = [asyncio.ensure_future(part) for part in parts]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class Batches(Generic[T]):
    """The items of a producer, in batches; iterate over them in the thread that asked for them."""

    def __init__(
        self, inbox: queue.SimpleQueue[T | _End], stop: Callable[[], None], batching: Batching, seconds: float
    ) -> None:
        self._inbox = inbox
        self._batching = batching
        self._deadline = time.monotonic() + seconds
        # Ends the producer, from any thread and at any time. What it has made by then still comes.
        self.stop = stop

    def __iter__(self) -> Iterator[list[T]]:
        """Yield every item; stop the producer at the deadline, and end only where it has ended."""
        stopped = False
        while True:
            batch: list[T] = []
            full_at = time.monotonic() + self._batching.seconds
            if not stopped:
                full_at = min(full_at, self._deadline)
            with contextlib.suppress(queue.Empty):
                while len(batch) < self._batching.items:
                    item = self._inbox.get(timeout=max(0.0, full_at - time.monotonic()))
                    if isinstance(item, _End):
                        yield batch
                        return
                    batch.append(item)
            yield batch
            if not stopped and time.monotonic() >= self._deadline:
                self.stop()
                stopped = True


@contextlib.contextmanager
def batches_from(produce: Producer[T], *, batching: Batching, seconds: float, name: str) -> Iterator[Batches[T]]:
    """Give the block the items of ``produce``, which is stopped after ``seconds`` or at the end of the block.

    ``name`` is what the thread is called. Raises what ``produce`` raised, once the block has taken all batches.
    """
    inbox: queue.SimpleQueue[T | _End] = queue.SimpleQueue()
    _tune_malloc()
    # asyncio's own loop would touch 256 KiB for each TLS connection.
    loop = uvloop.new_event_loop()
    loop.set_exception_handler(_handle_lost_error)

    def work() -> None:
        try:
            with _relaxed_gc(), asyncio.Runner(loop_factory=lambda: loop) as runner:
                runner.run(produce(inbox.put))
        finally:
            inbox.put(_End())

    def cancel(tasks: Collection[asyncio.Task[Any]]) -> None:
        # Not what began since: asyncio's own last tasks wait for threads and take no second cancellation.
        left = [task for task in tasks if not task.done()]
        for task in left:
            task.cancel()
        if left:
            loop.call_later(CANCEL_AGAIN_SECONDS, cancel, left)

    def stop() -> None:
        # RuntimeError: the loop is closed already.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(lambda: cancel(asyncio.all_tasks(loop)))

    with ThreadPoolExecutor(max_workers=1, thread_name_prefix=name) as thread:
        try:
            # Inside the try, because a signal may come before submit has returned.
            try:
                working = thread.submit(work)
            except RuntimeError as error:
                # Python's way to say that the system gives it no more threads.
                loop.close()
                raise OSError(errno.EAGAIN, str(error)) from error
            yield Batches(inbox, stop, batching, seconds)
        finally:
            stop()
        with contextlib.suppress(asyncio.CancelledError):
            working.result()


def _handle_lost_error(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Log what nobody catches, but not that uvloop could not write to a connection that is closed already.

    It tries to when a timeout, or the end of all, comes in the very moment in which a handshake ends.
    """
    if isinstance(context.get("exception"), RuntimeError) and "SSL" in context["message"]:
        return
    loop.default_exception_handler(context)


# A process has one collector, and a worker of threads several loops at a time: the last of them to end brings back what
# was before the first. So whichever ends takes the latest of these.
_gc_before: list[tuple[int, int, int]] = []
_gc_lock = threading.Lock()


@contextlib.contextmanager
def _relaxed_gc() -> Iterator[None]:
    with _gc_lock:
        _gc_before.append(gc.get_threshold())
        gc.set_threshold(GC_THRESHOLD, *_gc_before[0][1:])
    try:
        yield
    finally:
        with _gc_lock:
            gc.set_threshold(*_gc_before.pop())


def give_back_memory() -> None:
    """Give freed memory back, or a process would grow with each job by what it cannot use for the next one.

    It takes a tenth of a second after a job over a thousand links, so it is for those who live on, once all is done.
    """
    gc.collect()
    # AttributeError: other systems' malloc sees to it by itself.
    with contextlib.suppress(AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def _tune_malloc() -> None:
    with contextlib.suppress(AttributeError):
        malloc = ctypes.CDLL(None)
        malloc.mallopt(M_MMAP_THRESHOLD, LARGE_BLOCK_BYTES)
        malloc.mallopt(M_ARENA_MAX, 1)
