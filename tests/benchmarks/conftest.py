"""The benchmarks lie beside the package, not in it: the root of the repository is where they are found."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
