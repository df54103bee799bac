"""What the worker does for this room: making a picture out of released figures and what was published."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings

from zicht.estimation import CaptureTable, assess
from zicht.figures import Period
from zicht.knowledge import standard
from zicht.knowledge.published_data import national_estimates
from zicht.knowledge.sentences import Language
from zicht.picture import Picture, Withheld, published_disagreement, write
from zicht.release_gate import NotReleased, Released, ShownAssessment, check, release_assessment
from zicht.server.door.later import Later
from zicht.server.parties.actor import Actor
from zicht.server.publishing.actions.make import give_up, keep_made
from zicht.server.publishing.counted import Counted, count_year
from zicht.server.publishing.queries import picture as find
