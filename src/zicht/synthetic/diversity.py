"""How different the notes are from one another, measured on a sample drawn by seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz, process

from zicht.synthetic.dice import dice

SAMPLE = 1_000
ALIKE = 90.0
"""Two notes are nearly the same from this RapidFuzz ratio on (0 to 100)."""


@dataclass(frozen=True, slots=True)
class Diversity:
    """What was measured: notes in the sample, different runs of five words, notes nearly the same as another."""

    notes: int
    distinct_5grams: int
    near_duplicates: int

    @property
    def distinct_5grams_per_1000_notes(self) -> float:
        """Different runs of five words for every 1,000 notes; 0 without notes."""
        return 1_000 * self.distinct_5grams / self.notes if self.notes else 0.0

    @property
    def near_duplicate_share(self) -> float:
        """Share of the notes (0 to 1) that are nearly the same as another one; 0 without notes."""
        return self.near_duplicates / self.notes if self.notes else 0.0


class Draw:
    """Draws a sample from a stream of unknown length, each note as likely, keeping only the sample."""

    def __init__(self, seed: int, count: int = SAMPLE) -> None:
        self._roll = dice(seed, "sample", 0)
        self._count = count
        self._seen = 0
        self._kept: list[str] = []

    def offer(self, note: str) -> None:
        """Show one note; signals without a note are passed over."""
        if not note:
            return
        self._seen += 1
        if len(self._kept) < self._count:
            self._kept.append(note)
        elif (at := int(self._roll.random() * self._seen)) < self._count:
            self._kept[at] = note

    @property
    def notes(self) -> tuple[str, ...]:
        """The sample so far."""
        return tuple(self._kept)


def _runs(note: str, length: int = 5) -> set[tuple[str, ...]]:
    words = note.lower().split()
    return {tuple(words[at : at + length]) for at in range(len(words) - length + 1)}


def diversity(notes: Sequence[str]) -> Diversity:
    """Measure a sample. Compares every pair, so keep it at about a thousand notes."""
    runs: set[tuple[str, ...]] = set()
    for note in notes:
        runs |= _runs(note)
    alike = 0
    for note_at, note in enumerate(notes):
        ratios = process.cdist([note], notes, scorer=fuzz.ratio, score_cutoff=ALIKE, dtype=np.uint8)[0]
        ratios[note_at] = 0
        alike += bool(ratios.any())
    return Diversity(len(notes), len(runs), alike)
