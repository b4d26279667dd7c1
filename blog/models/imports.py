"""Remember what was taken in from another system, so that a second import knows it again, and a file until it is."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from blog.models.pages import Page
from blog.models.posts import Post

# What is remembered of a post or page that older code has deleted.
LEFT_BEHIND = Q(post__slug=None, page__slug=None)


class ImportedArticle(models.Model):
    """Where a post or page came from: its key there, what it was there, and what was made of it here, as digests.

    ``pictures`` has what its pictures are called here by their addresses there; nothing for one that could not be used.
    """

    key = models.CharField(max_length=500, unique=True)
    # Older code that runs beside deletes a post or page without knowing of this.
    post = models.OneToOneField(Post, models.CASCADE, null=True, db_constraint=False, related_name="imported")
    page = models.OneToOneField(Page, models.CASCADE, null=True, db_constraint=False, related_name="imported")
    source_digest = models.CharField(max_length=64)
    written_digest = models.CharField(max_length=64)
    pictures = models.JSONField(default=dict, db_default={})

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(post=None, page__isnull=False) | Q(post__isnull=False, page=None), name="import_made_one"
            )
        ]

    def __str__(self) -> str:
        return self.key


class ImportUpload(models.Model):
    """An uploaded file whose owner looks at the preview; in the database, since web processes share nothing else.

    One that came in pieces has a ``size``, in bytes, and no content of its own.
    """

    file_name = models.CharField(max_length=255)
    content = models.BinaryField()
    size = models.PositiveBigIntegerField(default=0, db_default=0)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.file_name


class ImportPiece(models.Model):
    """A part of an uploaded file."""

    # Older code that runs beside deletes an upload without knowing of this.
    upload = models.ForeignKey(ImportUpload, models.CASCADE, db_constraint=False, related_name="pieces")
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=("upload", "number"), name="import_piece_once")]

    def __str__(self) -> str:
        return f"{self.upload_id} {self.number}"
