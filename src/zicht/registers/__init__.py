"""Another organisation's file -> rows of the registration standard, with a check that drops nothing.

``load_mapping`` reads what the user wrote about the file, ``read`` turns the file into a ``Reading``,
``row_keys`` says by what a row is known again. Nothing here keeps anything.
"""

from zicht.registers.keys import NOTHING_KNOWN, KnownRows, RegisterRow, RememberedRows, RowKeys, row_keys
from zicht.registers.mapping import FieldRule, Layout, SourceMapping
from zicht.registers.mapping_file import load_mapping
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
    "Reading",
    "RegisterRow",
    "RememberedRows",
    "RowKeys",
    "RowPreview",
    "SourceMapping",
    "UnknownCode",
    "load_mapping",
    "preview",
    "read",
    "row_keys",
]
