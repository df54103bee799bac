"""Holding the running app against the table: what is shown and should not be, what is not shown and should be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from access.asking import Caller, outcome, whole
from access.planted import Planted, found_in
from access.table import TABLE, Ask, Relation

# What anyone may open is the same for every role: an empty form from two of them is enough.
SENDING_TO_OPEN_PAGES = ("", "professional")


def _said(ask: Ask, caller: Caller, method: str, what: str) -> str:
    return f"{method} {ask.path} as {caller.relation.name}: {what}"


def differences(world: Planted, caller: Caller, ask: Ask) -> Iterator[str]:
    """Where one question's answer to one caller is not what the table says. Both directions."""
    wanted = ask.outcome(caller.relation)
    allowed = TABLE.seen(ask, caller.relation) if wanted == "shown" else frozenset()
    response = caller.ask(ask, world.path(ask.path))
    got = outcome(response)
    if got != wanted:
        yield _said(ask, caller, "GET", f"{wanted} in the table, {got} in the app")
    seen = found_in(whole(response))
    yield from (_said(ask, caller, "GET", f"leaks {record}:{group}") for record, group in sorted(seen - allowed))
    yield from (_said(ask, caller, "GET", f"hides {record}:{group}") for record, group in sorted(allowed - seen))
    yield from _posted(world, caller, ask, wanted)


def _posted(world: Planted, caller: Caller, ask: Ask, wanted: str) -> Iterator[str]:
    """An empty form: whoever may not open the page may not send it either, and an error page shows no more."""
    if ask.no_post or (ask.open and caller.relation.role not in SENDING_TO_OPEN_PAGES):
        return
    response = caller.ask(ask, world.path(ask.path), "POST")
    got, allowed = outcome(response), TABLE.seen(ask, caller.relation) if wanted == "shown" else frozenset()
    fits = got == wanted or (wanted == "shown" and got == "refused") or response.status_code == 405
    if not fits:
        yield _said(ask, caller, "POST", f"{wanted} in the table, {got} in the app")
    seen = found_in(whole(response))
    yield from (_said(ask, caller, "POST", f"leaks {record}:{group}") for record, group in sorted(seen - allowed))


def _excused() -> dict[str, str]:
    """The lines that exceptions of the table allow, with their reason."""
    outcomes = {(ask.path, found.name): ask.outcome(found) for ask in TABLE.asks for found in TABLE.relations}
    return {
        f"{row.method} {row.path} as {name}: {outcomes[row.path, name]} in the table, {row.app} in the app": row.reason
        for row in TABLE.exceptions
        for name in row.relations
    }


EXCUSED = _excused()


def violations(world: Planted, callers: Sequence[Caller], asks: Iterable[Ask] = TABLE.asks) -> list[str]:
    """Every difference between table and app; an exception that was not needed is one too."""
    asked = tuple(asks)
    found = [line for caller in callers for ask in asked for line in differences(world, caller, ask)]
    met = {f" as {caller.relation.name}: " for caller in callers}
    paths = {f" {ask.path} as " for ask in asked}
    due = [line for line in EXCUSED if any(n in line for n in met) and any(path in line for path in paths)]
    unused = [f"exception not needed: {line}" for line in due if line not in found]
    return [line for line in found if line not in EXCUSED] + unused


def relation(name: str) -> Relation:
    """A relation of the table."""
    return next(found for found in TABLE.relations if found.name == name)
