"""The error of the command line's own: what a person typed or piped in."""


class InputError(Exception):
    """What a command was given cannot be used; the sentence names it, the fact and the way out."""
