"""The quality report of a register as files: a page, JSON, a letter to its owner, and the cells to mend.

It is made where the register is, and keeps nothing: no database is opened.
"""

from zicht.cli.quality.files import draw_report, write_report

__all__ = ["draw_report", "write_report"]
