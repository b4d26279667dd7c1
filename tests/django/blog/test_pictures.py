"""Pictures in the database: each once, and at a public address for good."""

import pytest
from PIL import Image

from blog.models import Picture, PictureFile
from blog.pictures import names, store
from blog.pictures.outcomes import Refusal
from tests.plugins.images import HOSTILE, encode

pytestmark = pytest.mark.django_db


def test_a_picture_is_added_once_in_all_its_sizes(client, django_assert_max_num_queries):
    content = encode(Image.new("RGB", (3000, 1000), "navy"))
    picture = store.add(content, alt="海")
    assert (picture.width, picture.height, picture.alt) == (2000, 667, "海")
    with django_assert_max_num_queries(1):
        assert store.add(content, alt="另") == picture
    assert Picture.objects.get().alt == "海"
    said = names.read(picture.get_absolute_url())
    assert (said.width, said.height) == (2000, 667)
    for name in said.files.values():
        answer = client.get(f"/pictures/{name}")
        assert answer["Content-Type"] == "image/webp"
        assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.content == bytes(PictureFile.objects.get(name=name).content)
    assert client.get(f"/pictures/{said.digest}-7.webp").status_code == 404


def test_what_is_refused_leaves_nothing():
    assert store.add(HOSTILE["bomb"][0]) is Refusal.TOO_MANY_PIXELS
    assert not Picture.objects.exists()
