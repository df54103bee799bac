"""Another organisation's file -> rows of the registration standard, with a check that drops nothing.

``open_table`` and ``propose_mapping`` propose a mapping, ``load_mapping`` reads what the user wrote about the file,
``read`` turns the file into a ``Reading``, ``preview`` shows its first rows cell by cell, ``row_keys`` says by what a
row is known again. Nothing here keeps anything.
"""

from zicht.registers.keys import NOTHING_KNOWN, KnownRows, RegisterRow, RememberedRows, RowKeys, row_keys
from zicht.registers.mapping import FieldRule, Layout, SourceMapping
from zicht.registers.mapping_file import load_mapping
from zicht.registers.opening import Table, open_table
from zicht.registers.proposal_file import Proposal, propose_mapping
from zicht.registers.proposing import Proposed
from zicht.registers.quarantine import UnknownCode
from zicht.registers.reading import CellPreview, Reading, RowPreview, preview, read
from zicht.registers.table import MAX_BYTES

__all__ = [
    "MAX_BYTES",
    "NOTHING_KNOWN",
    "CellPreview",
    "FieldRule",
    "KnownRows",
    "Layout",
    "Proposal",
    "Proposed",
    "Reading",
    "RegisterRow",
    "RememberedRows",
    "RowKeys",
    "RowPreview",
    "SourceMapping",
    "Table",
    "UnknownCode",
    "load_mapping",
    "open_table",
    "preview",
    "propose_mapping",
    "read",
    "row_keys",
]
