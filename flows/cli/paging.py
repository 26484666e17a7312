"""Long answers on a terminal, a screen at a time: through $PAGER, as git does it."""

import os
import shlex
import shutil
import signal
import subprocess
import sys

DEFAULT_PAGER = "less"
LESS_OPTIONS = "FRX"  # leave when it fits on a screen, pass colours, keep what was shown


def show(text: str, *, is_paged: bool = True) -> None:
    """Write *text* to standard output; through a pager where that is a terminal and *text* is longer than it.

    An empty $PAGER, or one that is not there, means none.
    """
    command = shlex.split(os.environ.get("PAGER", DEFAULT_PAGER))
    is_longer = text.count("\n") >= shutil.get_terminal_size().lines
    if is_paged and is_longer and command and sys.stdout.isatty() and shutil.which(command[0]):
        _page(command, text)
    else:
        sys.stdout.write(text)


def _page(command: list[str], text: str) -> None:
    environment = {"LESS": LESS_OPTIONS, "LESSCHARSET": "utf-8", **os.environ}
    with subprocess.Popen(command, stdin=subprocess.PIPE, env=environment) as pager:  # noqa: S603  the person's own
        # Ctrl-C is the pager's to answer: without us it would be left alone with the terminal.
        heard = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            pager.communicate(text.encode())
        finally:
            signal.signal(signal.SIGINT, heard)
