"""Compiled code is kept between runs, never where others can write, and never used after its source changed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from zicht.estimation.kernels import compiling

SOURCES = Path(compiling.__file__).parent


def python(code: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_looking_into_the_room_loads_neither_numba_nor_scipy_nor_takes_a_second() -> None:
    told = python(
        "import time; t = time.process_time(); import zicht.estimation; import sys;"
        "print(time.process_time() - t < 1.0, 'numba' in sys.modules, 'scipy' in sys.modules)"
    )
    assert told == "True False False"


def test_a_plain_answer_needs_no_compiling() -> None:
    told = python(
        "import sys; from zicht.estimation import assess, estimate, published_table;"
        "table = published_table('Ned_5').value; assess(table); estimate(table, method='stepwise');"
        "print('numba' in sys.modules)"
    )
    assert told == "False"


def test_another_source_is_another_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = compiling._stamp()
    monkeypatch.setattr(compiling, "HERE", tmp_path)
    (tmp_path / "one.py").write_text("x = 1\n")
    first = compiling.cache_folder()
    (tmp_path / "one.py").write_text("x = 2\n")
    second = compiling.cache_folder()
    assert first and second
    assert len({before, first.name, second.name}) == 3
    assert first.parent == second.parent == tmp_path / "__pycache__"


def test_where_the_sources_cannot_be_written_the_users_own_cache_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    blocked = tmp_path / "sources"
    blocked.mkdir()
    (blocked / "__pycache__").write_text("a file where a folder should be")
    monkeypatch.setattr(compiling, "HERE", blocked)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    found = compiling.cache_folder()
    assert found is not None
    assert found.parent == tmp_path / "cache" / "zicht"
    (tmp_path / "nothing").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "nothing"))
    assert compiling.cache_folder() is None


def test_compiled_code_is_kept_in_that_folder_and_numbas_own_setting_stays() -> None:
    folder = compiling.FOLDER
    assert folder is not None
    assert os.environ.get("NUMBA_CACHE_DIR", "") == compiling.CONFIG.CACHE_DIR

    python("from zicht.estimation import every_fit, published_table as p; every_fit(p('UKdat_5').value, 2)")
    assert list(folder.rglob("*.nbi"))
