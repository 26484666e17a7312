"""What goes wrong with the warehouse: ours to say clearly, never to swallow. One error: nobody tells them apart."""


class WarehouseError(Exception):
    """The warehouse cannot do what was asked; the message names the file, the fact and the way out."""


class OlderSnapshotWarning(UserWarning):
    """The snapshot before the last was read, since somebody holds the last one."""
