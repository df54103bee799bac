"""Anything that goes wrong in a command, as an error of ours with a sentence and an exit code."""

from __future__ import annotations

import errno
import sys

from zicht.errors import Defect, WrongUse, ZichtError

# What a user can do something about; a traceback would only hide it.
FILE_CODES = {
    errno.EACCES: "cli.file.denied",
    errno.EPERM: "cli.file.denied",
    errno.EROFS: "cli.file.denied",
    errno.ENOENT: "cli.file.missing",
    errno.ENOTDIR: "cli.file.no_folder",
    errno.EEXIST: "cli.file.no_folder",
    errno.EISDIR: "cli.file.is_folder",
    errno.ENOSPC: "cli.file.full",
    errno.EDQUOT: "cli.file.full",
}


class Stopped(ZichtError):
    """A person pressed Ctrl-C."""

    exit_code = 130


def as_ours(error: BaseException) -> ZichtError:
    """An error of ours for any exception; what nobody foresaw is a defect."""
    if isinstance(error, ZichtError):
        return error
    if isinstance(error, KeyboardInterrupt):
        return Stopped("cli.stopped")
    if isinstance(error, OSError) and error.filename and error.errno in FILE_CODES:
        return WrongUse(FILE_CODES[error.errno], path=_name(error.filename))
    if _database_away(error):
        return WrongUse("cli.database", kind=type(error).__name__)
    return Defect("cli.defect", kind=type(error).__name__)


def _name(filename: str | bytes | int) -> str:
    return filename.decode(errors="replace") if isinstance(filename, bytes) else str(filename)


def _database_away(error: BaseException) -> bool:
    """Whether it says that the database cannot be used; Django is not loaded to find out."""
    errors = sys.modules.get("django.db.utils")
    return errors is not None and isinstance(error, errors.OperationalError)
