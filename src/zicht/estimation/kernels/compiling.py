"""How the loops of this folder are compiled, and where the compiled code is kept.

Numba keeps compiled code per file and does not see that a function called from another file has changed, so the
code is kept under a hash of every source in this folder. It is kept as pickles, which can run anything: only in
the folder of the sources or in the user's own cache, never in a shared temporary folder. Functions that call each
other in a circle crash when they are loaded again: there are none here.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., object])
CONFIG: Any = numba.config  # its settings are made when it loads, so no checker knows them

HERE = Path(__file__).parent


def _stamp() -> str:
    content = b"".join(path.read_bytes() for path in sorted(HERE.glob("*.py")))
    return hashlib.sha256(content).hexdigest()[:16]


def cache_folder() -> Path | None:
    """The first folder of ours that can be written; none when there is none, and then nothing is kept."""
    own = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    for folder in (HERE / "__pycache__", own / "zicht"):
        try:
            (kept := folder / _stamp()).mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(kept, os.W_OK):
            return kept
    return None


FOLDER = cache_folder()


def compiled(function: F) -> F:
    """Compile at first use, without the interpreter's lock, in the order of operations as written."""
    before, CONFIG.CACHE_DIR = CONFIG.CACHE_DIR, str(FOLDER or "")
    try:
        return cast(F, numba.njit(nogil=True, cache=FOLDER is not None, error_model="numpy")(function))
    finally:
        CONFIG.CACHE_DIR = before
