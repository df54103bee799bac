"""How many people there are whom no list saw: capture tables to an honest range, or a refusal.

table = read_table("table.csv")
answer = estimate(table)          # Estimate | Refusal
print(answer.summary("en"))
"""

from zicht.estimation.answer import Estimate, Refusal, estimate
from zicht.estimation.assessment import Assessment, Check, Level, Need, assess
from zicht.estimation.intervals import Interval
from zicht.estimation.lower import Bound, Corrections, Doubt, corrected, lower_bound
from zicht.estimation.methods import (
    MethodResult,
    NotEstimable,
    closed_form,
    disagreement,
    main_effects,
    ranked,
    stepwise,
)
from zicht.estimation.parts import AtLeast, Range, Statement
from zicht.estimation.reading import published_table, read_table
from zicht.estimation.search import Search, every_fit
from zicht.estimation.sensitivity import Allowed, Sensitivity, sensitivity
from zicht.estimation.table import CaptureTable

__all__ = [
    "Allowed",
    "Assessment",
    "AtLeast",
    "Bound",
    "CaptureTable",
    "Check",
    "Corrections",
    "Doubt",
    "Estimate",
    "Interval",
    "Level",
    "MethodResult",
    "Need",
    "NotEstimable",
    "Range",
    "Refusal",
    "Search",
    "Sensitivity",
    "Statement",
    "assess",
    "closed_form",
    "corrected",
    "disagreement",
    "estimate",
    "every_fit",
    "lower_bound",
    "main_effects",
    "published_table",
    "ranked",
    "read_table",
    "sensitivity",
    "stepwise",
]
