"""What the fork server loads last, and nobody else loads: its children leave the program that started them alone.

`multiprocessing` has each child run the main module of its parent first, so that what is defined there can be named. No
reader is: `Children.begin` takes functions of modules. The main module of `newsecho` takes 200 ms to import, that of a
run under Prefect 2.5 s, and each child paid that before its first document.
"""

from multiprocessing import spawn


def leave_main(_name_or_path: str) -> None:
    """Do nothing, where the main module would be run."""


# `__main__` among the modules to preload would not do: Python 3.11 passes the server no main module by a name it takes.
# Should these two functions go one day, children are slow again, and tests/tasks/test_children.py says so.
spawn._fixup_main_from_name = leave_main  # noqa: SLF001  # pyright: ignore[reportAttributeAccessIssue]
spawn._fixup_main_from_path = leave_main  # noqa: SLF001  # pyright: ignore[reportAttributeAccessIssue]
