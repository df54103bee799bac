"""Another organisation's file -> rows of the registration standard, with a check that drops nothing.

``open_table`` and ``propose_mapping`` propose a mapping, ``load_mapping`` reads what the user wrote about the file,
``read`` turns the file into a ``Reading``, ``preview`` shows its first rows cell by cell, ``row_keys`` says by what a
row is known again. Nothing here keeps anything.
"""

from zicht.registers.keys import (
    NOTHING_KNOWN,
    KnownRows,
    Placing,
    RegisterRow,
    RememberedRows,
    RowKeys,
    Standing,
    row_keys,
)
from zicht.registers.mapping import FieldRule, Layout, SourceMapping
from zicht.registers.mapping_file import load_mapping
from zicht.registers.opening import Table, open_table
from zicht.registers.proposal_file import Proposal, propose_mapping
from zicht.registers.proposing import Proposed
from zicht.registers.quarantine import UnknownCode
from zicht.registers.reading import CellPreview, Reading, RowPreview, preview, read
from zicht.registers.streaming import BATCH, Batch, Stream, Survey, Totals, check_file
from zicht.registers.table import MAX_BYTES, MAX_STREAMED

__all__ = [
    "BATCH",
    "MAX_BYTES",
    "MAX_STREAMED",
    "NOTHING_KNOWN",
    "Batch",
    "CellPreview",
    "FieldRule",
    "KnownRows",
    "Layout",
    "Placing",
    "Proposal",
    "Proposed",
    "Reading",
    "RegisterRow",
    "RememberedRows",
    "RowKeys",
    "RowPreview",
    "SourceMapping",
    "Standing",
    "Stream",
    "Survey",
    "Table",
    "Totals",
    "UnknownCode",
    "check_file",
    "load_mapping",
    "open_table",
    "preview",
    "propose_mapping",
    "read",
    "row_keys",
]
