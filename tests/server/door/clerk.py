"""A clerk's book beside the door: everything that was ever given, in plain words, struck through when it ended.

It is slow and obvious on purpose, and written from the agreements' text, not from the code that reads them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

ANY = "*"
STANDING = frozenset({"core", "observations", "identity", "contact", "narrative", "location", "follow_up"})
OWN = STANDING | {"status"}
# to whom and for what -> what of each signal may go, and of which forms (none named: of every form)
CLAUSES: dict[tuple[str, str], tuple[frozenset[str], frozenset[str]]] = {
    ("zorgcoordinatie", "care"): (frozenset({"core", "observations", "contact"}), frozenset()),
    ("arbeidsinspectie", "inspection"): (frozenset({"core", "observations"}), frozenset({"labour", "domestic"})),
}
# whose signals the desk may also follow for another purpose, by the clause that brings the outcome back
FOLLOWED = {"zorgcoordinatie": "care", "arbeidsinspectie": "inspection", "politie": "investigation"}


@dataclass
class Line:
    """One thing given: of which record, to whom, for what, which groups; ``grant`` when it can be taken back."""

    record: Any
    organisation: str
    role: str
    member: str
    purpose: str
    groups: frozenset[str]
    grant: Any = None
    struck: bool = False

    def is_for(self, who: Any, purpose: str) -> bool:
        mine = self.organisation == who.organisation_code and self.role in (ANY, who.role)
        return mine and self.member in (ANY, who.username) and self.purpose in (ANY, purpose) and not self.struck


@dataclass
class Book:
    """Every line, and what each record is: its kind and where it stands."""

    lines: list[Line] = field(default_factory=list)
    kinds: dict[Any, str] = field(default_factory=dict)
    states: dict[Any, str] = field(default_factory=dict)

    def sees(self, who: Any, purpose: str) -> dict[Any, set[str]]:
        found: dict[Any, set[str]] = {}
        for line in self.lines:
            if line.is_for(who, purpose):
                found.setdefault(line.record, set()).update(line.groups)
        return found

    def registered(self, record: Any, who: Any) -> None:
        self.kinds[record], self.states[record] = "signal", "received"
        self._own(record, who)
        place = who.organisation_code
        if place == "meldpunt":
            self.lines.append(Line(record, "meldpunt", "desk", ANY, ANY, STANDING))
            return
        self.lines.append(Line(record, "meldpunt", "desk", ANY, "weighing", STANDING))
        if place in FOLLOWED:
            self.lines.append(Line(record, "meldpunt", "desk", ANY, FOLLOWED[place], frozenset({"follow_up"})))

    def _own(self, record: Any, who: Any) -> None:
        self.lines.append(Line(record, who.organisation_code, ANY, who.username, ANY, OWN))

    def opened(self, record: Any, kind: str, who: Any, state: str) -> None:
        """A case or a referral of the desk's."""
        self.kinds[record], self.states[record] = kind, state
        self._own(record, who)
        self.lines.append(Line(record, "meldpunt", "desk", ANY, ANY, OWN))

    def gave(self, grant: Any, to: str, purpose: str, referral: Any, signal: Any) -> None:
        groups, _ = CLAUSES[to, purpose]
        self.lines.append(Line(signal, to, "partner", ANY, purpose, groups, grant))
        self.lines.append(Line(referral, to, "partner", ANY, purpose, frozenset({"core", "follow_up"}), grant))

    def ended(self, grant: Any) -> None:
        for line in self.lines:
            line.struck = line.struck or line.grant == grant
