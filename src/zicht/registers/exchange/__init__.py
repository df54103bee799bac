"""Ways out for a register, and back in: HTCDS 2.0 in its three dialects, CTDC's columns, CSV with a CSVW description.

Every export comes with a loss report: each answer is in the file as it was meant, or in the report with the reason.
Nothing here reads a database or a clock, and nothing decides who may export: that is the door's.
"""

from zicht.registers.exchange.back import Answered, answers
from zicht.registers.exchange.case import Case, Quarantined
from zicht.registers.exchange.csvw import csv_tables, read_tables
from zicht.registers.exchange.ctdc import ctdc_description, ctdc_file
from zicht.registers.exchange.htcds import cases
from zicht.registers.exchange.htcds_csv import ReadCases, column_losses, csv_file, read_csv
from zicht.registers.exchange.htcds_json import as_json, read_json
from zicht.registers.exchange.htcds_schema import json_schema
from zicht.registers.exchange.incoming import Incoming, as_register, is_htcds
from zicht.registers.exchange.loss import Loss, report
from zicht.registers.exchange.profiles import DEFAULT_GROUPS, PSEUDONYMOUS, Grounds, Profile
from zicht.registers.exchange.said import Said, Source, draft_of, said
from zicht.registers.exchange.status import Assertion, possible_victim
from zicht.registers.exchange.tables import DIALECTS, Dialect

__all__ = [
    "DEFAULT_GROUPS",
    "DIALECTS",
    "PSEUDONYMOUS",
    "Answered",
    "Assertion",
    "Case",
    "Dialect",
    "Grounds",
    "Incoming",
    "Loss",
    "Profile",
    "Quarantined",
    "ReadCases",
    "Said",
    "Source",
    "answers",
    "as_json",
    "as_register",
    "cases",
    "column_losses",
    "csv_file",
    "csv_tables",
    "ctdc_description",
    "ctdc_file",
    "draft_of",
    "is_htcds",
    "json_schema",
    "possible_victim",
    "read_csv",
    "read_json",
    "read_tables",
    "report",
    "said",
]
