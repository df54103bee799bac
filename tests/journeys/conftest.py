"""A served demo, a real browser and people; one of each per process of the tests."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from journeys.people import PATIENCE, WIDTHS, People
from journeys.pictures import shoot_to
from journeys.serving import build, built_once, served
from journeys.story import Story
from playwright.sync_api import expect, sync_playwright

SCREENSHOTS = os.environ.get("ZICHT_SCREENSHOTS")
# The pictures that are being made now are judged by the next run.
collect_ignore = ["test_pictures.py"] if SCREENSHOTS else []
# As few as leave something for every role, for every twenty-fifth weighed signal becomes a case; for the docs as many
# as make a picture of a year with figures in it.
SIGNALS = 800 if SCREENSHOTS else 100
CHROMIUM = "/usr/bin/chromium"
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def site(tmp_path_factory, _cluster):
    """The served demo; on the database of this run."""
    own = tmp_path_factory.getbasetemp()
    home = own / "demo"
    if _cluster:
        build(home, SIGNALS, _cluster)
    else:
        shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
        shutil.copytree(built_once(shared, SIGNALS), home)
    with served(home, _cluster) as found:
        yield found


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def everyone(browser, site):
    """Everyone who can sign in, for the whole session: a code works once."""
    return People(browser, site)


@pytest.fixture
def people(everyone):
    """Everyone who can sign in; their windows are closed after each test."""
    yield everyone
    everyone.go_home()


@pytest.fixture(params=WIDTHS)
def width(request):
    """A phone, and a desk."""
    return request.param


@pytest.fixture(scope="session")
def stories(everyone):
    """The story at each width, kept for the session: a step that happened is not done again."""
    shoot = shoot_to(Path(SCREENSHOTS) if SCREENSHOTS else None)
    return {width: Story(everyone, shoot, width) for width in WIDTHS}


@pytest.fixture
def story(stories, people, width):
    """The story at one width."""
    return stories[width]
