"""Under ``CI=true`` a skipped test is a failure: a wall that nobody tried is not a wall.

Loaded from ``conftest.py`` with ``pytest_plugins = ["plugin_noskip"]`` or ``pytest_plugins = ["tests.plugin_noskip"]``.
An expected failure (``xfail``) stays what it is.
"""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest

REASON = "skipped, and under CI a skip is a failure"


def _forbidden(report: pytest.TestReport | pytest.CollectReport) -> bool:
    return report.skipped and not hasattr(report, "wasxfail") and os.environ.get("CI") == "true"


def _why(report: pytest.TestReport | pytest.CollectReport) -> str:
    said = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return f"{report.nodeid}: {REASON}. {said}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn the report of a skipped test into a failed one."""
    report = yield
    if _forbidden(report):
        report.longrepr = _why(report)
        report.outcome = "failed"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a whole file that skips itself."""
    report = yield
    if _forbidden(report):
        report.longrepr = _why(report)
        report.outcome = "failed"
    return report
