"""The comparison with the published table of HTCDS sees what one side has and the other has not."""

from __future__ import annotations

import importlib.util
import zipfile
from pathlib import Path

from zicht.registers.exchange.tables import htcds_codes, htcds_fields

SCRIPT = Path(__file__).parents[3] / "scripts" / "htcds.py"
SPEC = importlib.util.spec_from_file_location("htcds_script", SCRIPT)
SCRIPTED = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(SCRIPTED)


def table(folder, *, without="", also=""):
    """A table that says every name and code of ours, but for one, and one more."""
    said = {field.name for field in htcds_fields().values() if field.status != "retired"}
    said |= {code for field in htcds_fields().values() if field.list for code in htcds_codes(field.list)}
    path = folder / "table.ods"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("content.xml", "".join(f"<p>{word}</p>" for word in [*sorted(said - {without}), also]))
    return SCRIPTED.differences(SCRIPTED.words(path))


def test_the_same_table_has_no_difference(tmp_path):
    assert table(tmp_path) == []


def test_a_name_or_code_that_one_side_lacks_is_told(tmp_path):
    assert table(tmp_path, without="vic_MethodsOfControl") == ["only ours: vic_MethodsOfControl"]
    assert table(tmp_path, without="DebtBondage") == ["only ours: DebtBondage"]
    assert table(tmp_path, also="vic_SomethingNew") == ["only published: vic_SomethingNew"]
