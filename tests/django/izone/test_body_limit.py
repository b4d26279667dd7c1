"""The size of a request's body: a long post is saved, and what no form needs is refused before it is read."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.test import RequestFactory

from blog import uploads
from blog.models import Post
from izone.body_limit import VISITOR_BYTES, BodyLimitMiddleware

pytestmark = pytest.mark.django_db
MULTIPART = "multipart/form-data; boundary=x"


class Unread:
    """A body that nobody may touch."""

    def read(self, *_: object) -> bytes:
        raise AssertionError("the body was read")


@pytest.mark.parametrize(
    ("path", "length", "status"),
    [
        ("/", VISITOR_BYTES, 200),
        ("/", VISITOR_BYTES + 1, 413),
        ("/i18n/setlang/", 200_000_000, 413),
        ("/admin/blog/post/add/", VISITOR_BYTES + 1, 200),
        ("/admin/blog/picture/upload/", uploads.FORM_BYTES, 200),
        # Whoever is not logged in may send as much.
        ("/admin/blog/picture/upload/", uploads.FORM_BYTES + 1, 413),
        ("/admin/login/", 200_000_000, 413),
        ("/", "9" * 5000, 413),
        ("/", "-1", 413),
        ("/", "", 200),
    ],
)
@pytest.mark.parametrize("content_type", [MULTIPART, "application/x-www-form-urlencoded", "text/plain"])
def test_a_body_is_refused_by_its_length_alone(rf: RequestFactory, path, length, status, content_type):
    from django.http import HttpResponse

    request = rf.post(path, data=b"", content_type=content_type)
    request.META |= {"CONTENT_LENGTH": str(length), "wsgi.input": Unread()}
    request._stream = Unread()
    assert BodyLimitMiddleware(lambda _: HttpResponse())(request).status_code == status


def test_a_post_of_300_000_chinese_characters_is_saved(admin_client):
    fields = {"title": "长", "slug": "long", "body": "字" * 300_000, "published_at_0": "", "published_at_1": ""}
    assert admin_client.post("/admin/blog/post/add/", fields).status_code == 302
    assert len(Post.objects.get().body) == 300_000


def test_whoever_sends_too_much_reads_it_in_their_language(client):
    body = b"x" * (VISITOR_BYTES + 1)
    page = client.post("/", body, content_type="text/plain", headers={"Accept-Language": "en"})
    assert page.status_code == 413
    assert "nothing was saved" in page.content.decode()


def test_the_proxy_of_the_manual_takes_as_much():
    manual = (settings.BASE_DIR / "docs" / "running.md").read_text("utf-8")
    (megabytes,) = re.findall(r"client_max_body_size (\d+)m;", manual)
    assert int(megabytes) * 2**20 >= uploads.FORM_BYTES
    assert f"takes {uploads.MEGABYTES} MB in the admin" in manual
    assert f"AVIF and GIF up to {uploads.MEGABYTES} MB" in (settings.BASE_DIR / "docs" / "writing.md").read_text(
        "utf-8"
    )
