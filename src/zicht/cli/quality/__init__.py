"""The quality report of a register as files: a page, JSON, a letter to its owner, and the cells to mend.

It is made where the register is, and keeps nothing: no database is opened. ``files`` loads what draws charts and PDF,
which takes a second; ``by_row``, the page of a file's own rows, does without.
"""
