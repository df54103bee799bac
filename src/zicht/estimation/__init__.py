"""How many people there are whom no list saw: capture tables to an honest range, or a refusal.

table = read_table("table.csv")
answer = estimate(table)          # Estimate | Refusal
"""

from zicht.estimation.answer import AtLeast, Estimate, Range, Refusal, Statement, estimate
from zicht.estimation.assessment import Assessment, Check, Level, Need, assess
from zicht.estimation.methods import Interval, MethodResult, NotEstimable, disagreement, main_effects, stepwise
from zicht.estimation.reading import published_table, read_table
from zicht.estimation.table import CaptureTable

__all__ = [
    "Assessment",
    "AtLeast",
    "CaptureTable",
    "Check",
    "Estimate",
    "Interval",
    "Level",
    "MethodResult",
    "Need",
    "NotEstimable",
    "Range",
    "Refusal",
    "Statement",
    "assess",
    "disagreement",
    "estimate",
    "main_effects",
    "published_table",
    "read_table",
    "stepwise",
]
