"""Plots as inline SVG: they follow the page's colours, need no script and load nothing.

Every plot carries its figures as text for those who cannot see it (`role="img"` with a title).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from markupsafe import Markup, escape

WIDTH: Final = 560
"""Width of a plot in its own units; pages scale it."""

HEIGHT: Final = 240
"""Height of a plot without a legend."""

_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 16, 28, 34

_BINS: Final = 24


@dataclass(frozen=True, slots=True)
class Series:
    """Numbers with the name under which the legend shows them."""

    name: str
    """Name in the legend."""
    values: Sequence[float]
    """The numbers."""


@dataclass(frozen=True, slots=True)
class Point:
    """A value with its interval."""

    name: str
    """What it belongs to, for the tooltip."""
    value: float
    """The value."""
    low: float | None = None
    """Lower end of its interval."""
    high: float | None = None
    """Upper end of its interval."""


@dataclass(frozen=True, slots=True)
class _Axes:
    """The rectangle of a plot and the scales that map values into it."""

    x_low: float
    x_high: float
    y_low: float
    y_high: float

    def x(self, value: float) -> float:
        share = (value - self.x_low) / ((self.x_high - self.x_low) or 1)
        return round(_LEFT + share * (WIDTH - _LEFT - _RIGHT), 2)

    def y(self, value: float) -> float:
        share = (value - self.y_low) / ((self.y_high - self.y_low) or 1)
        return round(HEIGHT - _BOTTOM - share * (HEIGHT - _TOP - _BOTTOM), 2)

    def frame(self, x_label: str, y_label: str, *, x_ticks: bool = True) -> str:
        parts = [
            f'<line class="axis" x1="{_LEFT}" y1="{HEIGHT - _BOTTOM}" x2="{WIDTH - _RIGHT}" '
            f'y2="{HEIGHT - _BOTTOM}"/>',
            f'<text x="{WIDTH - _RIGHT}" y="{HEIGHT - 4}" text-anchor="end">'
            f"{escape(x_label)}</text>",
            f'<text x="4" y="12">{escape(y_label)}</text>',
        ]
        for tick in ticks(self.y_low, self.y_high):
            parts.append(
                f'<line class="grid" x1="{_LEFT}" y1="{self.y(tick)}" x2="{WIDTH - _RIGHT}" '
                f'y2="{self.y(tick)}"/>'
                f'<text x="{_LEFT - 6}" y="{self.y(tick) + 4}" text-anchor="end">{tick:g}</text>'
            )
        for tick in ticks(self.x_low, self.x_high) if x_ticks else ():
            parts.append(
                f'<text x="{self.x(tick)}" y="{HEIGHT - _BOTTOM + 15}" '
                f'text-anchor="middle">{tick:g}</text>'
            )
        return "".join(parts)


def ticks(low: float, high: float) -> list[float]:
    """Return about five round numbers between two values (after Heckbert 1990)."""
    span = high - low
    if span <= 0:
        return [low]
    rough = span / 4
    magnitude = 10 ** np.floor(np.log10(rough))
    step = float(min((1, 2, 5, 10), key=lambda m: abs(m * magnitude - rough)) * magnitude)
    first = np.ceil(low / step) * step
    count = int((high - first) / step + 1e-9) + 1
    return [round(float(first + i * step), 10) for i in range(count)]


def distribution(series: Sequence[Series], label: str) -> Markup:
    """Draw how scores are distributed, one outline for each run, on common bins."""
    every = np.concatenate([np.asarray(s.values, float) for s in series])
    low, high = float(every.min()), float(every.max())
    if low == high:
        low, high = low - 0.5, high + 0.5
    edges = np.linspace(low, high, _BINS + 1)
    counts = [np.histogram(s.values, edges)[0] / max(1, len(s.values)) * 100 for s in series]
    axes = _Axes(low, high, 0, max(float(c.max()) for c in counts) * 1.05 or 1)
    parts = [axes.frame(label, "% of items")]
    for number, heights in enumerate(counts):
        steps = "".join(
            f"L{axes.x(edges[i])},{axes.y(height)}L{axes.x(edges[i + 1])},{axes.y(height)}"
            for i, height in enumerate(heights)
        )
        path = f"M{axes.x(low)},{axes.y(0)}{steps}L{axes.x(high)},{axes.y(0)}"
        parts.append(f'<path class="line run{number % 6}" d="{path}"/>')
    said = "; ".join(f"{s.name}: mean {np.mean(s.values):.4g}" for s in series)
    return _svg(f"Distribution of {label}. {said}", "".join(parts), [s.name for s in series])


def bars(categories: Sequence[str], series: Sequence[Series], label: str) -> Markup:
    """Draw a group of horizontal bars for each category, one bar for each run."""
    thick, gap = 11, 9
    group = thick * len(series) + gap
    height = _TOP + group * len(categories) + 22
    most = max((max(s.values, default=0) for s in series), default=0) or 1
    name_width = 210
    scale = (WIDTH - name_width - 50) / most
    parts = [f'<text x="{name_width}" y="12">{escape(label)}</text>']
    for row, category in enumerate(categories):
        top = _TOP + row * group + 4
        middle = top + thick * len(series) / 2 + 4
        parts.append(
            f'<text x="{name_width - 8}" y="{middle}" text-anchor="end">{escape(category)}</text>'
        )
        for number, s in enumerate(series):
            value, y = s.values[row], top + number * thick
            width = round(value * scale, 2)
            parts.append(
                f'<rect class="bar run{number % 6}" x="{name_width}" y="{y}" width="{width}" '
                f'height="{thick - 2}"/><text class="small" x="{name_width + width + 4}" '
                f'y="{y + thick - 3}">{value:g}</text>'
            )
    said = "; ".join(
        f"{category}: {', '.join(f'{s.values[row]:g}' for s in series)}"
        for row, category in enumerate(categories)
    )
    return _svg(f"{label}. {said}", "".join(parts), [s.name for s in series], height)


def reliability(series: Sequence[tuple[str, Sequence[float], Sequence[float]]]) -> Markup:
    """Draw predicted against observed means in ten bins of equal size, and the diagonal.

    Each series is a name, the predictions and the labels. Predictions and labels from 0 to 1 that
    lie on the diagonal are calibrated (Murphy and Winkler 1977).
    """
    curves = [
        (name, *reliability_bins(predicted, observed)) for name, predicted, observed in series
    ]
    xs = np.concatenate([x for _, x, _ in curves])
    ys = np.concatenate([y for _, _, y in curves])
    probabilities = min(xs.min(), ys.min()) >= 0 and max(xs.max(), ys.max()) <= 1
    axes = (
        _Axes(0, 1, 0, 1)
        if probabilities
        else _Axes(float(xs.min()), float(xs.max()), float(ys.min()), float(ys.max()))
    )
    parts = [axes.frame("predicted, mean of bin", "observed, mean of bin")]
    if probabilities:
        parts.append(
            f'<line class="diagonal" x1="{axes.x(0)}" y1="{axes.y(0)}" x2="{axes.x(1)}" '
            f'y2="{axes.y(1)}"/>'
        )
    for number, (_, x, y) in enumerate(curves):
        places = " ".join(f"{axes.x(a)},{axes.y(b)}" for a, b in zip(x, y, strict=True))
        parts.append(f'<polyline class="line run{number % 6}" points="{places}"/>')
        parts.extend(
            f'<circle class="dot run{number % 6}" cx="{axes.x(a)}" cy="{axes.y(b)}" r="3.5"/>'
            for a, b in zip(x, y, strict=True)
        )
    said = "; ".join(
        f"{name}: " + ", ".join(f"{a:.3g} → {b:.3g}" for a, b in zip(x, y, strict=True))
        for name, x, y in curves
    )
    return _svg(f"Reliability. {said}", "".join(parts), [name for name, _, _ in curves])


def reliability_bins(
    predicted: Sequence[float], observed: Sequence[float], bins: int = 10
) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean prediction and the mean label in bins of equally many items."""
    order = np.argsort(np.asarray(predicted, float), kind="stable")
    parts = [part for part in np.array_split(order, bins) if len(part)]
    values, labels = np.asarray(predicted, float), np.asarray(observed, float)
    return (
        np.array([values[part].mean() for part in parts]),
        np.array([labels[part].mean() for part in parts]),
    )


def trend(points: Sequence[Point], label: str) -> Markup:
    """Draw a score over runs in the order of their making, with its intervals."""
    lows = [p.value if p.low is None else p.low for p in points]
    highs = [p.value if p.high is None else p.high for p in points]
    low, high = min(lows), max(highs)
    margin = (high - low) * 0.08 or abs(high) * 0.05 or 1
    axes = _Axes(-0.5, len(points) - 0.5, low - margin, high + margin)
    parts = [axes.frame("runs, oldest first", label, x_ticks=False)]
    places = " ".join(f"{axes.x(i)},{axes.y(p.value)}" for i, p in enumerate(points))
    parts.append(f'<polyline class="line run0" points="{places}"/>')
    for i, point in enumerate(points):
        if point.low is not None and point.high is not None:
            parts.append(
                f'<line class="whisker" x1="{axes.x(i)}" x2="{axes.x(i)}" '
                f'y1="{axes.y(point.low)}" y2="{axes.y(point.high)}"/>'
            )
        parts.append(
            f'<circle class="dot run0" cx="{axes.x(i)}" cy="{axes.y(point.value)}" r="3.5">'
            f"<title>{escape(point.name)}: {point.value:.4g}</title></circle>"
        )
    said = ", ".join(f"{point.value:.4g}" for point in points)
    return _svg(f"{label} over runs: {said}", "".join(parts), [])


def _svg(title: str, content: str, legend: Sequence[str], height: int = HEIGHT) -> Markup:
    rows = "".join(
        f'<rect class="bar run{i % 6}" x="{_LEFT}" y="{height + 6 + i * 18}" width="12" '
        f'height="12"/><text x="{_LEFT + 18}" y="{height + 16 + i * 18}">{escape(name)}</text>'
        for i, name in enumerate(legend)
    )
    total = height + (len(legend) * 18 + 8 if legend else 0)
    # Every text in it went through `escape`.
    return Markup(  # noqa: S704
        f'<svg class="plot" role="img" viewBox="0 0 {WIDTH} {total}">'
        f"<title>{escape(title)}</title>{content}{rows}</svg>"
    )
