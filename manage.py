#!/usr/bin/env python
"""Run Django's command line for this project; settings that make no sense end in one sentence."""

import atexit
import gc
import io
import os
import sys


def main() -> None:
    if sys.argv[1:2] == ["check_friends"]:
        # Nearly all that is loaded stays, and looking for garbage in it takes a quarter of the start. The command
        # turns the collector on again; at the end the system frees the memory faster than Python would.
        gc.disable()
        atexit.register(gc.freeze)
    if isinstance(sys.stdout, io.TextIOWrapper):
        # What a terminal of another charset cannot show, such as an emoji in a friend's name, ends no command.
        sys.stdout.reconfigure(errors="replace")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "izone.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"izone: {error}")


if __name__ == "__main__":
    main()
