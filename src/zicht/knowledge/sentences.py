"""Sentences for people, by code: ``words/{nl,en}/<room>.toml``.

Cores and errors hold codes and parameters only; this module turns them into Dutch or English.
A key is ``"<room file>:<dotted key>"`` without the file: keys are unique over all files of a language.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

from zicht.errors import Defect, Problem, ZichtError

Language = Literal["nl", "en"]
LANGUAGES: tuple[Language, ...] = ("nl", "en")


def _flatten(tree: Mapping[str, object], prefix: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in tree.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping):
            flat.update(_flatten(value, f"{name}."))
        else:
            flat[name] = str(value)
    return flat


@cache
def catalogue(language: Language) -> Mapping[str, str]:
    """Every sentence of one language, by dotted key. A key that stands in two files is a defect."""
    found: dict[str, str] = {}
    folder = files("zicht.knowledge") / "words" / language
    for path in sorted(folder.iterdir(), key=lambda item: item.name):
        if not path.name.endswith(".toml"):
            continue
        for key, text in _flatten(tomllib.loads(path.read_text(encoding="utf-8"))).items():
            if key in found:
                raise Defect("words.twice", key=key, file=path.name)
            found[key] = text
    return found


def say(key: str, language: Language = "nl", /, **params: object) -> str:
    """The sentence under ``key``, filled in. A missing key is a defect of ours, never shown as a code."""
    text = catalogue(language).get(key)
    if text is None:
        raise Defect("words.missing", key=key, language=language)
    return text.format(**params)


def say_problem(problem: Problem, language: Language = "nl") -> str:
    """The sentence for a problem; its row and column are the caller's to show. ``kinds`` are codes with words too."""
    params = dict(problem.params)
    if "kinds" in params:
        kinds = str(params["kinds"]).split()
        params["kinds"] = ", ".join(say(f"{problem.rule}.{kind}", language) for kind in kinds)
    return say(problem.rule, language, **params)


def say_error(error: ZichtError, language: Language = "nl") -> str:
    """The sentence for an error."""
    return say(error.code, language, **error.params)
