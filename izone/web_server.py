"""Configure gunicorn: load the application once, and let its worker processes share what is loaded."""

import gc

preload_app = True


def pre_fork(_server: object, _worker: object) -> None:
    """Keep the collector from writing into the memory of all objects that are there, which would copy it."""
    gc.freeze()
