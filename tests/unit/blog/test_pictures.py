"""A picture's name tells its sizes, and what is drawn holds nothing but what is seen; without a database."""

import io

import pytest
from PIL import Image, ImageChops, ImageCms

from blog.pictures import drawing, names
from blog.pictures.drawing import draw
from blog.pictures.names import PictureName
from blog.pictures.outcomes import Refusal
from tests.plugins.images import HOSTILE, encode

DIGEST = "0123456789abcdef01234567"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (f"{DIGEST}-2000x1333.webp", PictureName(DIGEST, 2000, 1333)),
        (f"/pictures/{DIGEST}-30x1.webp", PictureName(DIGEST, 30, 1)),
        (f"{DIGEST}-300x200-moving.webp", PictureName(DIGEST, 300, 200, is_moving=True)),
        (f"{DIGEST}-640.webp", None),
        (f"https://a.test/pictures/{DIGEST}-30x1.webp", None),
        (f"{DIGEST}-３０x1.webp", None),
        ("x.png", None),
    ],
)
def test_a_name_tells_the_size(name, said):
    assert names.read(name) == said
    assert said is None or str(said) == name.removeprefix("/pictures/")


@pytest.mark.parametrize(
    ("name", "widths"),
    [
        (PictureName(DIGEST, 2000, 1000), [640, 1280, 2000]),
        (PictureName(DIGEST, 1280, 1000), [640, 1280]),
        (PictureName(DIGEST, 640, 1000), [640]),
        (PictureName(DIGEST, 2000, 10, is_moving=True), [2000]),
    ],
)
def test_a_name_tells_which_sizes_are_kept(name, widths):
    assert list(name.files) == widths
    assert name.srcset.count("w") - name.srcset.count("webp") == (len(widths) if len(widths) > 1 else 0)


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def photo(width: int = 3000, height: int = 1500, **options) -> bytes:
    noise = Image.merge("RGB", [Image.effect_noise((width // 10, height // 10), 90)] * 3)
    return encode(noise.resize((width, height)), "JPEG", **options)


@pytest.mark.slow
def test_a_photo_is_made_smaller_upright_and_free_of_what_is_not_seen():
    exif = Image.Exif()
    # Turned by a quarter, with a place.
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x010E] = "a secret"
    content = photo(exif=exif, comment=b"a secret")
    drawn = draw(content)
    assert (drawn.width, drawn.height) == (1500, 3000)
    assert list(drawn.contents) == [640, 1280, 1500]
    for width, kept in drawn.contents.items():
        picture = opened(kept)
        assert (picture.format, picture.width) == ("WEBP", width)
        assert not picture.getexif()
        assert b"secret" not in kept


def test_colours_of_another_space_are_kept_as_they_looked():
    # Whatever the profile, it is gone afterwards.
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    drawn = draw(encode(Image.new("RGB", (50, 50), "#c04020"), icc_profile=profile))
    (kept,) = drawn.contents.values()
    assert "icc_profile" not in opened(kept).info
    assert opened(kept).convert("RGB").getpixel((5, 5)) == (0xC0, 0x40, 0x20)


def test_a_screenshot_loses_nothing_and_stays_transparent():
    shot = Image.new("RGBA", (300, 200), (0, 0, 0, 0))
    shot.paste((200, 10, 10, 255), (50, 50, 100, 100))
    (kept,) = draw(encode(shot)).contents.values()
    assert opened(kept).convert("RGBA").tobytes() == shot.tobytes()


@pytest.mark.slow
def test_a_long_screenshot_stays_readable():
    drawn = draw(encode(Image.new("L", (1000, 10_000), "white")))
    assert (drawn.width, drawn.height) == (1000, 10_000)


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "P"])
def test_strips_make_no_seam(mode):
    # A row that is missing or there twice would show.
    ramp = Image.linear_gradient("L").resize((50, 1499)).convert(mode)
    small = drawing._resized(ramp, (20, 600)).convert("RGB")
    at_once = ramp.convert("RGB").resize((20, 600), Image.Resampling.LANCZOS)
    assert max(most for _, most in ImageChops.difference(small, at_once).getextrema()) <= 1


@pytest.mark.parametrize(("turned", "size"), [(1, (30, 20)), (3, (30, 20)), (6, (20, 30)), (8, (20, 30))])
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_small_picture_is_upright_too(kind, turned, size):
    exif = Image.Exif()
    exif[0x0112] = turned
    drawn = draw(encode(Image.new("RGB", (30, 20), "teal"), kind, exif=exif))
    assert (drawn.width, drawn.height) == size


def test_a_channel_in_which_all_is_opaque_is_dropped():
    (kept,) = draw(encode(Image.new("RGBA", (30, 20), "teal"))).contents.values()
    assert opened(kept).mode == "RGB"


@pytest.mark.slow
def test_a_format_that_cannot_be_unpacked_smaller_has_fewer_pixels():
    for size, kind in (((5001, 4000), "PNG"), ((3500, 3000), "WEBP")):
        assert draw(encode(Image.new("L", size), kind, **({"method": 0} if kind == "WEBP" else {}))) is (
            Refusal.TOO_MANY_PIXELS
        )
    assert draw(encode(Image.new("L", (4000, 3001)), "JPEG", progressive=True)) is Refusal.TOO_MANY_PIXELS


@pytest.mark.slow
def test_a_photo_of_fifty_million_pixels_is_unpacked_as_small_as_it_is_needed():
    drawn = draw(encode(Image.new("RGB", (8000, 6000), "teal"), "JPEG"))
    assert (drawn.width, drawn.height) == (2000, 1500)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "CMYK"])
def test_every_kind_of_pixel_is_drawn(mode):
    kind = "TIFF" if mode == "CMYK" else "PNG"
    image = (
        Image.new("I;16", (3000, 20), 30_000) if mode == "I;16" else Image.new("RGBA", (3000, 20), "grey").convert(mode)
    )
    content = encode(image, "JPEG" if mode == "CMYK" else kind)
    drawn = draw(content)
    assert (drawn.width, drawn.height) == (2000, 13)
    assert 100 < opened(drawn.contents[2000]).convert("L").getpixel((5, 5)) < 150


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_what_moves_goes_on_moving(kind):
    frames = [Image.new("RGB", (64, 48), colour) for colour in ("red", "green", "blue")]
    drawn = draw(encode(frames[0], kind, save_all=True, append_images=frames[1:], duration=80, loop=0))
    assert drawn.is_moving
    kept = opened(drawn.contents[64])
    assert (kept.n_frames, kept.info["loop"]) == (3, 0)


def test_a_second_picture_behind_the_first_is_no_movement():
    other = Image.new("RGB", (64, 48), "red")
    assert not draw(encode(other, "MPO", save_all=True, append_images=[other])).is_moving


REFUSED = {
    "a little too many pixels": (lambda: HOSTILE["bomb"][0], Refusal.TOO_MANY_PIXELS),
    "SVG": (lambda: HOSTILE["SVG with a script"][0], Refusal.SVG),
    "HTML": (lambda: HOSTILE["HTML"][0], Refusal.NO_PICTURE),
    "PostScript": (lambda: HOSTILE["PostScript"][0], Refusal.NO_PICTURE),
    "cut off": (lambda: HOSTILE["cut off"][0], Refusal.NO_PICTURE),
    "nothing": (lambda: b"", Refusal.NO_PICTURE),
    "too many bytes": (lambda: bytes(drawing.MAX_BYTES + 1), Refusal.TOO_MANY_BYTES),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_used_is_refused_with_a_sentence(name):
    content, refusal = REFUSED[name]
    assert draw(content()) is refusal
    assert refusal.sentence.endswith("。")


@pytest.mark.slow
def test_an_animation_of_many_frames_is_refused_before_all_are_unpacked():
    frames = [Image.new("L", (1000, 1000), number % 250) for number in range(25)]
    content = encode(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert draw(content) is Refusal.MOVES_TOO_LONG
