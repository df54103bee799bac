"""Who says that somebody is a victim of trafficking: a possible victim until an organisation that decides it says so.

A municipality may say "possible" or "not"; "actual" needs a deciding organisation other than the municipality
(requirement HT-6 of our own note on standards; not yet confirmed).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zicht.errors import Refused
from zicht.registers.exchange.tables import htcds_codes

# Which kind of organisation HTCDS calls an organisation of ours; of any other kind we only know that it is another.
_GOVERNMENT = "NonPoliceGovernmentalOrganization"
MUNICIPAL = frozenset({"municipality", "civil_registry", "enforcement", "social_domain", "public_order"})
_DECIDES = {
    **dict.fromkeys(MUNICIPAL, _GOVERNMENT),
    **dict.fromkeys(("labour_inspectorate", "immigration"), _GOVERNMENT),
    "police": "Police",
}
POSSIBLE = "PossibleVictimOfTrafficking"
ACTUAL = "ActualVictimOfTrafficking"


@dataclass(frozen=True, slots=True)
class Assertion:
    """A status (HTCDS code) with the kind of organisation that asserted it (HTCDS code), its name and the date.

    ``municipal`` when that organisation is a municipality. Raises ``Refused`` for an actual victim by a municipality or
    by nobody, and for a code that HTCDS does not have.
    """

    status: str
    decided_by: str
    name: str
    on: date
    municipal: bool = False

    def __post_init__(self) -> None:
        known = htcds_codes("trafficking_status"), htcds_codes("trafficking_status_decision_making_org")
        if self.status not in known[0] or self.decided_by not in known[1]:
            raise Refused("exchange.status_unknown", rule="exchange:HT-6")
        if self.status == ACTUAL and (self.municipal or not self.name):
            raise Refused("exchange.status_not_ours", rule="exchange:HT-6")


def possible_victim(kind: str, name: str, on: date) -> Assertion:
    """That an organisation of this kind (``knowledge/data/region.toml``) holds somebody for a possible victim.

    The only status that Zicht says of itself: no field of the standard holds that somebody was found to be a victim,
    and weighing a signal as no sign of trafficking says nothing of a person.
    """
    return Assertion(POSSIBLE, _DECIDES.get(kind, "Other"), name, on, municipal=kind in MUNICIPAL)
