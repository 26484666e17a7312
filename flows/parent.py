"""A child that ends with its parent, also when that is killed: the pipe on its standard input has then no other end."""

import os
import signal
import sys
import threading
import time


def end_with_parent(*, grace_s: float) -> None:
    """End this process, and what it started in its session, when standard input comes to its end.

    Args:
        grace_s: how long it may take to end by itself.
    """
    threading.Thread(target=_wait_for_the_end, args=(grace_s,), name="parent", daemon=True).start()


def _wait_for_the_end(grace_s: float) -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(grace_s)
    if os.getpgrp() == os.getpid():  # else it would take along who started it
        os.killpg(os.getpgrp(), signal.SIGKILL)
    os._exit(1)
