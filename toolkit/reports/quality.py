"""The quality score for people and for machines: as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from toolkit.dcat.metric import ALL_POINTS, METRICS, Dimension
from toolkit.dcat.quality import (
    BAND_WORDS,
    DIMENSION_WORDS,
    Advice,
    Score,
    Summary,
    dimension_points,
    find_band,
)
from toolkit.dcat.rating import Rated, Rating
from toolkit.model.message import Message, say, say_many
from toolkit.reports.ink import Ink
from toolkit.reports.language import Translator

FORMAT = "bestand-score/1"

_MOST_ADVICE = 5
_MOST_KEYS = 6
_BAR = 20
_SURE, _POSSIBLE, _EMPTY = "█", "▒", "·"


def say_range(lowest: float, highest: float) -> Message:
    """Say how many points there are, and how that is called.

    >>> str(say_range(325, 405)), str(say_range(360.2, 360.2))
    ('325 to 405 of 405 points: good to excellent', '360 of 405 points: excellent')
    """
    low, high = _whole(lowest), _whole(highest)
    words = BAND_WORDS[find_band(lowest)], BAND_WORDS[find_band(highest)]
    if low == high:
        return say("{points} of {all} points: {band}", points=low, all=ALL_POINTS, band=words[0])
    if words[0] == words[1]:
        return say("{low} to {high} of {all} points: {band}", low=low, high=high, all=ALL_POINTS, band=words[0])
    return say(
        "{low} to {high} of {all} points: {worse} to {better}",
        low=low,
        high=high,
        all=ALL_POINTS,
        worse=words[0],
        better=words[1],
    )


def say_advice(advice: Advice) -> Message:
    """Say what gains points.

    >>> str(say_advice(Advice(METRICS[1], 12, 30, 360)))
    '+30 points: add a theme (12 datasets)'
    """
    metric, number = advice.metric, advice.datasets
    return say_many(
        "+{points} points: {what} ({n} dataset)",
        "+{points} points: {what} ({n} datasets)",
        number,
        points=advice.points,
        what=metric.advice,
    )


def say_figures(lowest: float, highest: float) -> str:
    """Write points without words, rounded down.

    >>> say_figures(325, 405), say_figures(31.4, 31.4)
    ('325–405', '31')
    """
    low, high = _whole(lowest), _whole(highest)
    return f"{low}" if low == high else f"{low}–{high}"


def _gains(score: Score, advice: Advice) -> bool:
    return any(one.metric is advice.metric for one in score.lacks())


def _whole(points: float) -> int:
    """Round down: nobody is told more points than there are."""
    return int(points + 1e-9)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes a rating in one language, for one terminal."""

    translator: Translator
    ink: Ink

    def write(self, rating: Rating, *, by_dataset: bool) -> Iterator[str]:
        """Write all of it."""
        if not rating.rated:
            yield self._say(say("No dataset is published, so there is nothing to count (--all counts all of them)."))
            return
        summary = rating.summary
        yield self.ink.paint(self._say(say("Quality as data.europa.eu counts it (MQA)")), "bold")
        yield self._say(say_many("{n} dataset", "{n} datasets", summary.datasets)) + " – " + self._range(summary)
        yield from self._write_dimensions(summary)
        yield from self._write_advice(rating, summary)
        yield from self._write_departments(rating)
        if by_dataset:
            yield from self._write_datasets(rating.rated)
        yield from self._write_notes(rating, summary)

    def _write_dimensions(self, summary: Summary) -> Iterator[str]:
        """Write a bar for each dimension: certain points, possible ones, missing ones."""
        width = max(len(self._say(word)) for word in DIMENSION_WORDS.values())
        for dimension in Dimension:
            most = dimension_points(dimension)
            low, high = summary.lowest_of(dimension), summary.highest_of(dimension)
            bar = draw_bar(low / most, high / most)
            yield f"  {self._say(DIMENSION_WORDS[dimension]):<{width}}  {bar}  {say_figures(low, high)} / {most}"

    def _write_advice(self, rating: Rating, summary: Summary) -> Iterator[str]:
        """Write what to do first, and where."""
        if not summary.advice:
            return
        yield ""
        yield self.ink.paint(self._say(say("What to do first")), "bold")
        for advice in summary.advice[:_MOST_ADVICE]:
            yield self.ink.wrap(f"  {self._say(say_advice(advice))}", hanging="    ")
            yield self.ink.wrap(f"    {self._name_lacking(rating.rated, advice)}", hanging="    ")

    def _name_lacking(self, rated: Sequence[Rated], advice: Advice) -> str:
        """Name the first datasets that lack a metric."""
        lacking = [one.dataset.identifier for one in rated if _gains(one.score, advice)]
        more = len(lacking) - _MOST_KEYS
        rest = " " + self._say(say_many("and {n} more", "and {n} more", more)) if more > 0 else ""
        return ", ".join(lacking[:_MOST_KEYS]) + rest

    def _write_departments(self, rating: Rating) -> Iterator[str]:
        """Write a line for each department, the one with the fewest points first."""
        parts = rating.departments.items()
        if len(parts) < 2:
            return
        yield ""
        yield self.ink.paint(self._say(say("By department")), "bold")
        for name, summary in sorted(parts, key=lambda part: part[1].lowest):
            number = self._say(say_many("{n} dataset", "{n} datasets", summary.datasets))
            yield self.ink.wrap(f"  {name} ({number}): {self._range(summary)}", hanging="    ")

    def _write_datasets(self, rated: Sequence[Rated]) -> Iterator[str]:
        """Write a block for each dataset, the one with the fewest points first."""
        yield ""
        yield self.ink.paint(self._say(say("By dataset")), "bold")
        for one in sorted(rated, key=lambda one: one.score.lowest):
            head = f"  {one.dataset.identifier} “{one.dataset.title}”: {self._range(one.score)}"
            yield self.ink.wrap(head, hanging="    ")
            lacks = "; ".join(f"+{gain.points} {self._say(gain.metric.advice)}" for gain in one.score.lacks())
            if lacks:
                yield self.ink.wrap(f"    {lacks}", hanging="    ")

    def _write_notes(self, rating: Rating, summary: Summary) -> Iterator[str]:
        """Say why it is a range, and what was left out."""
        notes = []
        if _whole(summary.lowest) != _whole(summary.highest):
            notes.append(
                say("Some addresses gave no clear answer, so this is a range.")
                if rating.online
                else say("It is a range because nobody asked whether the addresses answer; --online does.")
            )
        if rating.left_out:
            notes.append(
                say_many(
                    "{n} dataset is not published and was not counted.",
                    "{n} datasets are not published and were not counted.",
                    rating.left_out,
                )
            )
        for note in notes:
            yield ""
            yield self.ink.wrap(self._say(note))

    def _range(self, counted: Score | Summary) -> str:
        return self._say(say_range(counted.lowest, counted.highest))

    def _say(self, message: Message) -> str:
        return self.translator.render(message)


def draw_bar(sure: float, possible: float) -> str:
    """Draw shares as a bar: what is certain, what may be, what is missing.

    >>> draw_bar(0.5, 0.75)
    '██████████▒▒▒▒▒·····'
    """
    certain, may = int(sure * _BAR + 1e-9), int(possible * _BAR + 1e-9)
    return _SURE * certain + _POSSIBLE * (may - certain) + _EMPTY * (_BAR - may)


def build_score_text(rating: Rating, translator: Translator, ink: Ink, *, by_dataset: bool = False) -> str:
    """Write a rating for people."""
    return "\n".join(_Writer(translator, ink).write(rating, by_dataset=by_dataset))


def build_score_data(rating: Rating, translator: Translator) -> dict[str, Any]:
    """Write a rating for machines: points by metric, department and dataset."""
    summary = rating.summary
    return {
        "format": FORMAT,
        "online": rating.online,
        "left_out": rating.left_out,
        **_build_summary(summary, translator),
        "metrics": [
            {
                "name": metric.name,
                "dimension": str(metric.dimension),
                "points": metric.points,
                "title": translator.render(metric.title),
                "sure": round(summary.sure[metric.name], 4),
                "possible": round(summary.possible[metric.name], 4),
                "lacking": sum(one.score.answer(metric.name) is False for one in rating.rated),
                "advice": translator.render(metric.advice),
            }
            for metric in METRICS
        ],
        "departments": [
            {"name": name, **_build_summary(part, translator)} for name, part in rating.departments.items()
        ],
        "dataset_scores": [
            {
                "identifier": one.dataset.identifier,
                "title": one.dataset.title,
                "department": one.department,
                "lowest": one.score.lowest,
                "highest": one.score.highest,
                "answers": {metric.name: one.score.answer(metric.name) for metric in METRICS},
            }
            for one in rating.rated
        ],
    }


def _build_summary(summary: Summary, translator: Translator) -> dict[str, Any]:
    """Write points and band of several datasets."""
    return {
        "datasets": summary.datasets,
        "lowest": round(summary.lowest, 2),
        "highest": round(summary.highest, 2),
        "of": ALL_POINTS,
        "band": [str(find_band(summary.lowest)), str(find_band(summary.highest))],
        "text": translator.render(say_range(summary.lowest, summary.highest)),
        "dimensions": {
            str(dimension): {
                "lowest": round(summary.lowest_of(dimension), 2),
                "highest": round(summary.highest_of(dimension), 2),
                "of": dimension_points(dimension),
            }
            for dimension in Dimension
        },
    }


def build_score_schema() -> dict[str, Any]:
    """Describe the JSON of ``bestand score`` as a JSON Schema (2020-12)."""
    bands = {"type": "array", "items": {"enum": [str(band) for band in BAND_WORDS]}, "minItems": 2, "maxItems": 2}
    part = _closed({"lowest": _POINTS, "highest": _POINTS, "of": _POINTS})
    summary = {
        "datasets": _COUNT,
        "lowest": _POINTS,
        "highest": _POINTS,
        "of": {"const": ALL_POINTS},
        "band": {**bands, "description": "that of the lowest and that of the highest number of points"},
        "text": {"type": "string"},
        "dimensions": _closed({str(dimension): part for dimension in Dimension}),
    }
    head = {"format": {"const": FORMAT}, "online": {"type": "boolean"}, "left_out": _COUNT}
    lists = {
        "metrics": {"type": "array", "items": _describe_metric()},
        "departments": {"type": "array", "items": _closed({"name": {"type": "string"}, **summary})},
        "dataset_scores": {"type": "array", "items": _describe_dataset()},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "What bestand score --json writes",
        **_closed({**head, **summary, **lists}),
    }


_POINTS = {"type": "number", "minimum": 0, "maximum": ALL_POINTS}
_COUNT = {"type": "integer", "minimum": 0}


def _describe_metric() -> dict[str, Any]:
    """Describe one metric."""
    share = {"type": "number", "minimum": 0, "maximum": 1}
    return _closed(
        {
            "name": {"enum": [one.name for one in METRICS]},
            "dimension": {"enum": [str(dimension) for dimension in Dimension]},
            "points": {"type": "integer"},
            "title": {"type": "string", "description": "what is there when the points are given"},
            "sure": {**share, "description": "the share of datasets that fulfil it for certain"},
            "possible": {**share, "description": "the share of datasets that may fulfil it"},
            "lacking": {**_COUNT, "description": "datasets that certainly lack it"},
            "advice": {"type": "string"},
        }
    )


def _describe_dataset() -> dict[str, Any]:
    """Describe the score of one dataset."""
    answer = {"type": ["boolean", "null"], "description": "null: nobody knows"}
    return _closed(
        {
            "identifier": {"type": "string"},
            "title": {"type": "string"},
            "department": {"type": "string"},
            "lowest": _POINTS,
            "highest": _POINTS,
            "answers": _closed({one.name: answer for one in METRICS}),
        }
    )


def _closed(properties: dict[str, Any]) -> dict[str, Any]:
    """Describe an object whose keys are all there and that has no other."""
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}
