"""Charts as SVG: drawn by Altair and vl-convert, without a browser and without an outside request.

A chart is about 340 units wide, so that its words stay readable on a phone of 360 pixels and fit half a page
of A4. Labels stand above the bars: Dutch words are long. The colours stand at least 3 : 1 (shapes) and
4.5 : 1 (text) against white; no meaning is carried by colour alone.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Literal

import altair as alt
import vl_convert

from zicht.knowledge.sentences import Language

WIDTH = 320
FONT = "Source Sans 3"
INK = "#1c2b33"
PETROL = "#17586f"
OCHRE = "#9a5b00"
TRACK = "#cfe3e9"
BAND = "#f3e3c8"
ROW = 42
POINT_ROW = 46
AXIS_ROOM = 44
AXIS_SIDE = 18
VEGA_LITE = "6.4"
Align = Literal["left", "right"]
Weight = Literal[400, 600]


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: label, the text beside it, and its length; ``value`` is none when the figure is not shown."""

    label: str
    text: str
    value: float | None


@dataclass(frozen=True, slots=True)
class Span:
    """One estimate: a point with its interval. Same unit as the others in the chart."""

    label: str
    text: str
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Beside:
    """What estimates are set beside: a band from ``low`` to ``high`` with a dashed line at ``about``."""

    low: float
    about: float
    high: float


@cache
def _fonts_known() -> None:
    vl_convert.register_font_directory(str(files("zicht.picture") / "fonts"))


def _drawn(chart: alt.LayerChart | alt.FacetChart, height: int, side: int = 0, below: int = 0) -> str:
    _fonts_known()
    # sizes are fixed, not fitted to the words, so that the drawing is the same whatever measures the text
    sized = (
        chart.properties(width=WIDTH, height=height, autosize="none")
        .properties(padding={"left": side, "right": side, "top": 0, "bottom": below})
        .configure(font=FONT, background="transparent")
        .configure_view(stroke=None)
    )
    return _without_aria(vl_convert.vegalite_to_svg(sized.to_dict(), vl_version=VEGA_LITE))


def _without_aria(svg: str) -> str:
    # the picture as a whole has one alternative text; Vega's own roles and English labels would be read after it
    return re.sub(r' (?:aria-[a-z]+|role)="[^"]*"', "", svg)


def _rows(count: int) -> alt.Scale:
    return alt.Scale(domain=[0, count], reverse=True, nice=False)


def _text(data: alt.InlineData, x: Any, y: str, text: str, align: Align, weight: Weight = 400) -> alt.Chart:
    mark = alt.Chart(data).mark_text(align=align, baseline="bottom", fontSize=14, fontWeight=weight, color=INK)
    placed: alt.Chart = mark.encode(x=x, y=alt.Y(y, type="quantitative"), text=alt.Text(text, type="nominal"))
    return placed


@lru_cache(maxsize=64)  # page and PDF draw the same chart
def bars(rows: tuple[Bar, ...], full: float | None = None) -> str:
    """Horizontal bars from zero, one per row, in the order given. Returns the SVG as text.

    ``full`` is what a whole track stands for: the largest value, unless said. A row without a value keeps its label,
    its text and an empty track: leaving it out would read as zero.
    """
    most = full or max((row.value for row in rows if row.value is not None), default=0) or 1
    records = [
        {**asdict(row), "value": row.value or 0, "zero": 0, "full": most, "mid": i + 0.68, "top": i + 0.52}
        for i, row in enumerate(rows)
    ]
    data = alt.InlineData(values=records)
    y = alt.Y("mid", type="quantitative", scale=_rows(len(rows)), axis=None)
    across = alt.Scale(domain=[0, most], nice=False)

    def band(name: str, colour: str) -> alt.Chart:
        x = alt.X("zero", type="quantitative", scale=across, axis=None)
        mark = alt.Chart(data).mark_bar(orient="horizontal", height=11, color=colour)
        placed: alt.Chart = mark.encode(x=x, x2=name, y=y)
        return placed

    labels = _text(data, alt.value(0), "top", "label", "left")
    values = _text(data, alt.value(WIDTH), "top", "text", "right", weight=600)
    return _drawn(alt.layer(band("full", TRACK), band("value", PETROL), labels, values), len(rows) * ROW)


def _axis(title: str, language: Language) -> alt.Axis:
    # Dutch groups thousands with a point; a locale on the whole chart would not reach vl-convert's axis
    numbers = "replace(format(datum.value, ','), /,/g, '.')" if language == "nl" else "format(datum.value, ',')"
    return alt.Axis(
        title=title,
        labelExpr=numbers,
        tickCount=4,
        grid=True,
        gridColor="#d9e2e6",
        domain=False,
        ticks=False,
        labelFontSize=13,
        titleFontSize=13,
        titleFontWeight=400,
        labelColor=INK,
        titleColor=INK,
    )


@lru_cache(maxsize=64)
def spans(rows: tuple[Span, ...], beside: Beside, axis: str, language: Language) -> str:
    """Estimates as points with intervals, one per row, over what they are set beside; all in one unit.

    ``axis`` says what is counted. Returns the SVG as text.
    """
    data = alt.InlineData(
        values=[{**asdict(row), "above": i, "top": i + 0.54, "mid": i + 0.77} for i, row in enumerate(rows)]
    )
    official = alt.InlineData(values=[asdict(beside)])
    across = alt.Scale(domain=[0, max(beside.high, *(row.high for row in rows))], nice=True)
    x = alt.X("value", type="quantitative", scale=across, axis=_axis(axis, language))
    y = alt.Y("mid", type="quantitative", scale=_rows(len(rows)), axis=None)
    band = alt.Chart(official).mark_rect(color=BAND).encode(x="low:Q", x2="high")
    line = alt.Chart(official).mark_rule(color=OCHRE, strokeDash=[5, 3], strokeWidth=2).encode(x="about:Q")
    whisker = alt.Chart(data).mark_rule(color=PETROL, strokeWidth=3).encode(x="low:Q", x2="high", y=y)
    point = alt.Chart(data).mark_point(filled=True, size=110, color=PETROL, opacity=1).encode(x=x, y=y)
    above = alt.Y("above", type="quantitative", scale=_rows(len(rows)), axis=None)
    ground = alt.Chart(data).mark_rect(color="white").encode(y=above, y2="top")
    labels = _text(data, alt.value(0), "top", "label", "left")
    values = _text(data, alt.value(WIDTH), "top", "text", "right", weight=600)
    marks = alt.layer(band, line, ground, whisker, point, labels, values)
    return _drawn(marks, len(rows) * POINT_ROW, AXIS_SIDE, AXIS_ROOM)
