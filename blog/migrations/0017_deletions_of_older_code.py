"""Additive: older code that runs beside can delete a post or page, although it does not know what is remembered of it here.

Its own deletion takes the rows of the tables that it knows; the database no longer refuses it for those of these two.
"""

from django.db import migrations, models
from django.db.models.deletion import CASCADE


def to_article(field_class, model, name):
    return field_class(db_constraint=False, null=True, on_delete=CASCADE, related_name=name, to=f"blog.{model}")


class Migration(migrations.Migration):
    dependencies = [("blog", "0016_pictures_of_imports")]
    operations = [
        *(
            migrations.AlterField("alias", model, to_article(models.ForeignKey, model, "aliases"))
            for model in ("post", "page")
        ),
        *(
            migrations.AlterField("importedarticle", model, to_article(models.OneToOneField, model, "imported"))
            for model in ("post", "page")
        ),
    ]
