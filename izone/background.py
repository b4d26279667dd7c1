"""Run the worker or beat of ``make run`` as Celery's own command does: ``python -m izone.background worker|beat``.

Celery's command loads all its subcommands, and with them a toolkit for terminals, 10 MB for each of the two.
"""

import sys

from izone.celery import app

if __name__ == "__main__":
    if sys.argv[1:] == ["worker"]:
        # One process: the demonstration's check and the regular one wait for each other instead of being turned away.
        worker = app.Worker(loglevel="INFO", concurrency=1, without_mingle=True, without_gossip=True)
        worker.start()
        sys.exit(worker.exitcode)
    app.Beat(loglevel="INFO").run()
