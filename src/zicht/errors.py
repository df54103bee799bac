"""What can go wrong, in one tree.

An error says what was wrong, where, and what to do. It holds a code and parameters; the sentence for
people is rendered from ``zicht.knowledge.words`` (Dutch and English), ``str()`` gives plain English.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as with_default
from typing import ClassVar, Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with what a user gave: which rule, and where.

    ``rule`` is a stable code ("date.future"); ``row`` is the line in the user's file, 1-based;
    ``params`` fill the sentence found under ``rule`` in ``knowledge/words/{nl,en}``.
    """

    rule: str
    field: str = ""
    row: int | None = None
    column: str = ""
    severity: Severity = "error"
    params: Mapping[str, str | int | float] = with_default(default_factory=dict)


class ZichtError(Exception):
    """Base of every error that Zicht raises on purpose.

    ``exit_code`` is the contract's (0 done, 1 defect, 2 wrong use, 3 problems in the input, 4 refused,
    5 verification failed); ``show_traceback`` is true only for defects of ours.
    """

    exit_code: ClassVar[int] = 1
    show_traceback: ClassVar[bool] = False

    def __init__(self, code: str, /, hint: str = "", **params: str | int | float) -> None:
        self.code = code
        self.hint = hint
        self.params: dict[str, str | int | float] = params
        super().__init__(code)

    def __str__(self) -> str:
        what = ", ".join(f"{name}={value}" for name, value in self.params.items())
        text = f"{self.code} ({what})" if what else self.code
        return f"{text}. {self.hint}" if self.hint else text


class Defect(ZichtError):
    """A defect of ours: something that cannot happen, happened."""

    exit_code = 1
    show_traceback = True


class WrongUse(ZichtError):
    """The command or function was called in a way it does not have."""

    exit_code = 2


class InputProblems(ZichtError):
    """The input has problems; they are listed, all at once, in ``problems``."""

    exit_code = 3

    def __init__(
        self, problems: tuple[Problem, ...], code: str = "input.problems", /, **params: str | int | float
    ) -> None:
        self.problems = problems
        super().__init__(code, "", **(params | {"count": len(problems)}))


class Refused(ZichtError):
    """Refused, with the rule that refuses."""

    exit_code = 4

    def __init__(self, code: str, /, rule: str = "", hint: str = "", **params: str | int | float) -> None:
        self.rule = rule
        super().__init__(code, hint, **params)


class BrokenOff(ZichtError):
    """Something outside (the database, the disk) stopped what was being done; what was done stays, and it can go on."""


class VerificationFailed(ZichtError):
    """Something that must be unchanged is changed."""

    exit_code = 5
