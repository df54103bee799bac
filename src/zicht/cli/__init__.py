"""The command line: ``zicht COMMAND ...``. One file per group of commands; Django loads only where needed."""

from zicht.cli.main import main

__all__ = ["main"]
