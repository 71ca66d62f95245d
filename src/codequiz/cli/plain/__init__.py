"""`codequiz practice --plain`: an exam line by line, for pipes, screen readers and plain terminals."""

from codequiz.cli.plain.screen import PlainScreen

__all__ = ["PlainScreen"]
