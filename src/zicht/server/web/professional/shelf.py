"""What a page says and sends along about the draft of its form: kept when, or why not."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import Error as DatabaseFailure
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from zicht.errors import Refused
from zicht.knowledge.sentences import Language, say, say_error
from zicht.server.drafts.actions.keep import Elsewhere, Standing, save
from zicht.server.web.parts.access import acting, language_of
from zicht.server.web.parts.moments import day, moment
from zicht.server.web.professional.given import Given
from zicht.server.web.professional.kept import Filling, to_keep

STANDING = "concept"
_SENT = re.compile(r"(\d{1,9})-([0-9a-f]{32})")


def new_window() -> str:
    """A random name for one open page."""
    return uuid.uuid4().hex


@dataclass(frozen=True, slots=True)
class Shelf:
    """The draft of one form. ``line``: when it was kept; ``problem``: why it is not, with a ``link`` to ``url``.

    ``again``: trying again by itself may help. ``lost``: what was left out on coming back. ``waiting``: how many other
    drafts there are, told on a new form. ``resumed``: this page goes on with a draft.
    """

    record: uuid.UUID
    standing: Standing = field(default_factory=lambda: Standing(0, new_window()))
    line: str = ""
    problem: str = ""
    link: str = ""
    url: str = ""
    again: bool = False
    lost: tuple[tuple[str, str], ...] = ()
    waiting: int = 0
    resumed: bool = False

    @property
    def sent_along(self) -> str:
        """How the draft stands, as the form carries it."""
        return f"{self.standing.version}-{self.standing.window}"


def read_standing(form: Given) -> Standing:
    """How the draft stood for the page that sent this; nothing known when it does not say."""
    found = _SENT.fullmatch(form.one(STANDING))
    return Standing(int(found[1]), found[2]) if found else Standing()


def last_day(expires_at: datetime) -> str:
    """The last day on which a draft can be read."""
    return day(localtime(expires_at - timedelta(seconds=1)).date())


def kept_line(saved_at: datetime, expires_at: datetime) -> str:
    """When a draft was kept, and until when one can go on."""
    told = {"when": moment(saved_at), "until": last_day(expires_at)}
    return _("Bewaard op %(when)s. U kunt verder tot en met %(until)s.") % told


def elsewhere(record: uuid.UUID, told: Elsewhere, language: Language) -> Shelf:
    """Another page kept something else. From here on this page has been told: what it keeps next takes its place."""
    what = _("Het andere is van %(when)s. Gaat u hier verder, dan vervangt dit het andere.")
    said = f"{say_error(told, language)} {what % {'when': moment(told.saved_at)}}"
    url = reverse("concept", args=[record])
    return Shelf(record, Standing(told.version, new_window()), problem=said, link=_("Bekijk het andere"), url=url)


def _refused(record: uuid.UUID, on: Standing, refusal: Refused, language: Language) -> Shelf:
    if isinstance(refusal, Elsewhere):
        return elsewhere(record, refusal, language)
    said = say_error(refusal, language)
    if refusal.code == "drafts.gone":
        return Shelf(uuid.uuid4(), problem=said)
    if refusal.code == "drafts.sent":
        return Shelf(record, on, problem=said, link=_("Bekijk het signaal"), url=reverse("signaal", args=[record]))
    return Shelf(record, on, problem=said)


def keep(request: HttpRequest, record: uuid.UUID, form: Given, page: Filling, window: str = "") -> Shelf:
    """Keep what a form holds. It never stands in the way of sending: what goes wrong is said on the page.

    ``window`` is the page that goes on with it: a new one unless this page itself stays.
    """
    language, on = language_of(request), read_standing(form)
    window = window or new_window()
    try:
        saved = save(draft=record, content=to_keep(form, page), on=on, window=window, by=acting(request))
    except Refused as refusal:
        return _refused(record, on, refusal, language)
    except DatabaseFailure:
        return Shelf(record, on, problem=say("drafts.failed", language), again=True)
    url = reverse("concept", args=[record])
    return Shelf(record, Standing(saved.version, window), kept_line(saved.saved_at, saved.expires_at), url=url)


def as_json(shelf: Shelf, token: str) -> JsonResponse:
    """The same for the script that keeps a form while someone fills it in."""
    said = {
        "formulier": token,
        STANDING: shelf.sent_along,
        "melding": shelf.problem or shelf.line,
        "koppeling": shelf.link,
        "adres": shelf.url,
    }
    return JsonResponse(said, status=503 if shelf.again else 409 if shelf.problem else 200)
