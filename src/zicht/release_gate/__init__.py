"""The release gate: nothing made from the database leaves as a statistic except through here (principle 15).

``check`` for tables, ``release_assessment`` for a verdict on size. ``Published`` marks what came from the literature
and needs no gate. Not here yet: comparing with earlier releases, and a person's approval.
"""

from zicht.knowledge.published_data import Published
from zicht.release_gate.assessed import ShownAssessment, ShownReason, release_assessment
from zicht.release_gate.gate import SUPPRESSED, THRESHOLD, ProtectedTable, Shown, Suppressed, check
from zicht.release_gate.grid import TOTAL
from zicht.release_gate.released import NotReleased, Released

__all__ = [
    "SUPPRESSED",
    "THRESHOLD",
    "TOTAL",
    "NotReleased",
    "ProtectedTable",
    "Published",
    "Released",
    "Shown",
    "ShownAssessment",
    "ShownReason",
    "Suppressed",
    "check",
    "release_assessment",
]
