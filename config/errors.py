"""The one error of this package: it names the file, the key and the way out, and ends a command with code 2."""


class ConfigError(Exception):
    """A file of settings or feeds cannot be used as it is written. The message is a sentence for its author."""
