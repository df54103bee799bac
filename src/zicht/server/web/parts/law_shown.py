"""The texts of law behind what is suspected, in force on the day of registration; what nobody read says so."""

from __future__ import annotations

from django.utils.translation import gettext as _

from zicht.knowledge.articles import Article
from zicht.knowledge.sentences import Language
from zicht.server.signals.queries import STATES, SignalView
from zicht.server.web.parts.components import Fact
from zicht.server.web.parts.moments import day


def checked(article: Article) -> str:
    """When and where somebody read this text, and whether a person put a name to it."""
    words = {"where": article.checked_at, "day": day(article.checked_on)}
    if article.checked_on is None:
        return _("Nog niet gecontroleerd. Te lezen op: %(where)s.") % words
    read = _("Gecontroleerd op %(day)s: %(where)s.") % words
    return read if article.confirmed else f"{read} {_('Nog niet bevestigd.')}"


def law_facts(view: SignalView, language: Language) -> tuple[Fact, ...]:
    """One fact per text, or one that says that none is known; nothing where no form is suspected or granted."""
    label = _("Artikel dat gold op de dag van het signaal")
    if not set(view.what or ()) - STATES:
        return ()
    if not view.articles:
        return (Fact(label, _("Zicht kent geen tekst die toen gold.")),)
    words = ((article, article.nl if language == "nl" else article.en) for article in view.articles)
    return tuple(Fact(label, f"{article.named(language)}: {text}. {checked(article)}") for article, text in words)
