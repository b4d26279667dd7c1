"""What is drawn of an image from outside, and what is refused; each in a process of its own, as it is in a worker."""

from __future__ import annotations

import io
import re
import subprocess
import sys

import pytest
from PIL import Image

from easytask.icons import redraw as program
from easytask.icons import sandbox
from easytask.icons.records import Drawing, Refusal
from tests.plugins import images

# Each starts a process.
pytestmark = pytest.mark.slow

SIDES = (64, 160)


def drawn(data: bytes) -> Drawing:
    outcome = sandbox.redraw(data, SIDES)
    assert isinstance(outcome, Drawing), outcome
    return outcome


def picture(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def corner_and_middle(drawing: Drawing) -> tuple[tuple[int, ...], tuple[int, ...]]:
    image = picture(drawing.large).convert("RGB")
    return image.getpixel((3, 3)), image.getpixel((80, 80))  # type: ignore[return-value]  # RGB has three


def is_near(colour: tuple[int, ...], expected: tuple[int, ...]) -> bool:
    return all(abs(one - other) <= 8 for one, other in zip(colour, expected, strict=True))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "ICO", "BMP", "GIF"])
def test_an_icon_is_drawn_twice_and_its_colour_told(kind: str) -> None:
    drawing = drawn(images.icon("#1478dc", 128, kind))
    for data, side in ((drawing.small, 64), (drawing.large, 160)):
        image = picture(data)
        assert (image.format, image.size, image.mode) == ("WEBP", (side, side), "RGB")
    assert drawing.side == 128
    rgb = tuple(int(drawing.colour[at : at + 2], 16) for at in (1, 3, 5))
    assert is_near(rgb, (0x14, 0x78, 0xDC))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_pixel_is_drawn(mode: str) -> None:
    colours = {"I;16": 30_000, "LA": (90, 255), "RGBA": (9, 9, 9, 255)}
    image = Image.new(mode, (96, 96), colours.get(mode, 1))
    assert len(drawn(images.encode(image)).colour) == 7


@pytest.mark.parametrize(
    ("data", "corner"),
    [
        # Shown on white, or on ink where white would swallow it.
        (images.logo("#222222"), program.PAPER),
        (images.logo("#f4f4f4"), program.INK),
        # A tile that is only rounded lies on its own colour.
        (images.logo("#1478dc", cover=0.9), (0x14, 0x78, 0xDC)),
    ],
)
def test_what_is_transparent_gets_a_ground(data: bytes, corner: tuple[int, int, int]) -> None:
    at_the_corner, _ = corner_and_middle(drawn(data))
    assert is_near(at_the_corner, corner)


def test_a_small_image_is_not_blown_up() -> None:
    drawing = drawn(images.encode(Image.new("RGB", (16, 16), "#c03020")))
    corner, middle = corner_and_middle(drawing)
    assert drawing.side == 16
    assert is_near(corner, program.PAPER)
    assert is_near(middle, (0xC0, 0x30, 0x20))


def test_a_picture_that_is_nearly_square_is_cut_to_its_middle() -> None:
    image = Image.new("RGB", (400, 300), "white")
    image.paste("#c03020", (50, 0, 350, 300))
    corner, middle = corner_and_middle(drawn(images.encode(image)))
    assert is_near(corner, (0xC0, 0x30, 0x20))
    assert is_near(middle, (0xC0, 0x30, 0x20))


@pytest.mark.parametrize("name", images.HOSTILE)
def test_what_would_hurt_is_refused(name: str) -> None:
    data, reason = images.HOSTILE[name]
    assert sandbox.redraw(data, SIDES) is Refusal(reason)


def largest(kind: str) -> bytes:
    """An image at the bound: a photograph's noise leaves no decoder anything to save."""
    noise = Image.effect_noise((1280, 1280), 60)
    match kind:
        case "PNG":
            return images.encode(Image.merge("RGBA", (noise, noise, noise, noise)), compress_level=1)
        case "PNG with a palette":
            return images.encode(noise.convert("P"), compress_level=1)
        case "JPEG":
            return images.encode(noise.convert("RGB"), "JPEG", progressive=True)
        case "WebP":
            return images.encode(noise.convert("RGB"), "WEBP", quality=40, method=0)
        case "lossless WebP":
            seen_through = Image.merge("RGBA", (noise, noise, noise, noise))
            return images.encode(seen_through, "WEBP", lossless=True, quality=0, method=0)
        case _:
            return images.encode(noise.convert("RGB"), kind)


@pytest.mark.parametrize("kind", ["PNG", "PNG with a palette", "JPEG", "WebP", "lossless WebP", "BMP"])
def test_the_largest_that_is_drawn_takes_little_memory(kind: str) -> None:
    lines = (
        "import atexit, runpy, sys",
        "atexit.register(lambda: sys.stderr.write(open('/proc/self/status').read()))",
        "sys.argv = ['redraw', '64', '160']",
        f"runpy.run_path({program.__file__!r}, run_name='__main__')",
    )
    done = subprocess.run([sys.executable, "-I", "-c", "; ".join(lines)], input=largest(kind), capture_output=True)
    [kilobytes] = re.findall(rb"VmHWM:\s+(\d+) kB", done.stderr)
    assert len(done.stdout) > 100
    assert int(kilobytes) / 1024 <= 62


def test_a_decoder_gets_no_more_memory_than_it_may() -> None:
    greedy = f"from easytask.icons import redraw as it; it._bound_this_process(); bytearray({program.MEMORY_BYTES})"
    done = subprocess.run([sys.executable, "-c", greedy], capture_output=True, text=True, check=False)
    assert done.stderr.strip().endswith("MemoryError")
