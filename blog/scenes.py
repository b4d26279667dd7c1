"""Compose a small landscape in ink from a word, always the same one from the same word; this draws nothing itself.

It stands where a post has no picture of its own.
"""

from __future__ import annotations

import dataclasses
import enum
import functools
import math
import random

# Points of a ridge's line, from the left edge to the right.
POINTS = 15
# How much wider than high the picture on a card is.
CARD = 16 / 9


class Light(enum.Enum):
    """The time of day, which the style sheet and the card's painter know as colours."""

    DAWN = "dawn"
    DAY = "day"
    DUSK = "dusk"
    NIGHT = "night"


@dataclasses.dataclass(frozen=True, slots=True)
class Disc:
    """The sun or the moon; across, down and radius as shares of the picture's height."""

    across: float
    down: float
    radius: float


@dataclasses.dataclass(frozen=True, slots=True)
class Scene:
    """What is to be seen, in shares of the picture's height: ridges from the farthest to the nearest, and birds."""

    breadth: float
    light: Light
    disc: Disc
    ridges: tuple[tuple[float, ...], ...]
    birds: tuple[tuple[float, float], ...]


@functools.lru_cache(maxsize=512)
def compose(
    word: str, *, breadth: float = CARD, ridges: int = 3, light: Light | None = None, side: float | None = None
) -> Scene:
    """Return the scene of a word, for a picture that is ``breadth`` times as wide as high.

    Its light is the word's choice as well, and so is the ``side`` of its sun, as a share of the breadth, unless it has
    to leave room for words on the other one.
    """
    chance = random.Random(word)  # noqa: S311 - a picture, and no secret
    at = side or chance.choice((0.24, 0.72))
    disc = Disc(
        across=breadth * (at + chance.uniform(-0.08, 0.1)),
        down=chance.uniform(0.2, 0.32) if side else chance.uniform(0.24, 0.5),
        radius=chance.uniform(0.08, 0.17),
    )
    waves = _Waves(chance.choice((0.0, 0.55, 1.0)), breadth)
    lines = tuple(
        _ridge(chance, waves, base=0.62 + 0.48 * number / ridges, height=0.36 - 0.2 * number / ridges)
        for number in range(ridges)
    )
    flock = chance.randrange(4) if chance.random() < 0.6 else 0
    left = disc.across - 0.7 if side else breadth * (1 - at) + chance.uniform(-0.2, 0.1)
    top = chance.uniform(0.16, 0.3)
    birds = tuple((left + 0.1 * number, top + 0.05 * (number % 2)) for number in range(flock))
    return Scene(breadth, light or chance.choice(tuple(Light)), disc, lines, birds)


@dataclasses.dataclass(frozen=True, slots=True)
class _Waves:
    """How a scene's ridges are bent: steep ones, up to 1, are folds of rock, others hills."""

    steepness: float
    breadth: float


def _ridge(chance: random.Random, waves: _Waves, *, base: float, height: float) -> tuple[float, ...]:
    """Return how far down each point of a line lies: the sum of a long, a middle and a short wave."""
    parts = [(chance.uniform(0.5, 1.1), 0.6), (chance.uniform(1.4, 2.4), 0.28), (chance.uniform(3.5, 5.5), 0.12)]
    phases = [chance.uniform(0, math.tau) for _ in parts]

    def rise(place: float) -> float:
        total = 0.0
        for (speed, share), phase in zip(parts, phases, strict=True):
            wave = math.sin(math.tau * speed * waves.breadth / CARD * place + phase)
            hill, fold = 0.5 + 0.5 * wave, 1 - abs(wave)
            total += share * (hill + waves.steepness * (fold - hill))
        return total

    count = round(POINTS * max(1.0, waves.breadth / 2))
    return tuple(base - height * rise(number / (count - 1)) for number in range(count))
