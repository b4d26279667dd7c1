"""A new version migrates the database while the old one is at work."""

from __future__ import annotations

import dataclasses
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import connections, models, transaction
from django.db.migrations import (
    AddConstraint,
    AddField,
    AddIndex,
    AlterField,
    AlterModelOptions,
    CreateModel,
    RenameField,
    RunPython,
    SeparateDatabaseAndState,
)
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState
from django.db.models.fields.reverse_related import ForeignObjectRel
from django.utils import timezone

from blog.models import FriendLink
from easytask.models import Check, Day, Flip, LinkState, Notice, Run
from tests.plugins.faults import Seen
from tests.plugins.projects import Project, copy_packages, on_both_databases
from tests.plugins.scenes import GATES_MAY_STAY_CLOSED
from tests.plugins.sites import Release

OURS = ("easytask", "blog")
# A later version's migration, of all the kinds that there are to come; on SQLite the third makes its table anew.
LATER = """
from django.db import migrations, models
from django.db.models.functions import Now  # noqa: E402


class Migration(migrations.Migration):
    dependencies = {dependencies}
    operations = [
        migrations.AddField("run", "later", models.CharField(max_length=9, db_default="later")),
        migrations.AddField("linkstate", "later", models.JSONField(db_default={{}})),
        migrations.AddField("check", "later", models.DateTimeField(db_default=Now())),
        migrations.AddField("flip", "later", models.IntegerField(null=True, db_index=True)),
        migrations.CreateModel(
            "Later",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("friend", models.ForeignKey("blog.FriendLink", models.CASCADE, related_name="+")),
                ("run", models.ForeignKey("easytask.Run", models.CASCADE, related_name="+")),
            ],
        ),
        migrations.AddIndex("check", models.Index(fields=["verdict"], name="easytask_later_verdict")),
    ]
"""


@pytest.fixture
def later_version(tmp_path: Path) -> Path:
    """A checkout of a version to come, which has one more migration."""
    checkout = tmp_path / "later"
    copy_packages(checkout)
    leaves = [leaf for app in OURS for leaf in MigrationLoader(None).graph.leaf_nodes(app)]
    (checkout / "easytask" / "migrations" / "9999_later.py").write_text(LATER.format(dependencies=leaves))
    return checkout


@pytest.mark.fault(17)
@on_both_databases
def test_an_upgrade_and_the_old_workers_check_do_not_disturb_each_other(
    project: Project, later_version: Path, held: Release, seen: Seen
) -> None:
    for number in range(20):
        project.friend(held.page(f"/{number}", status=410), name=f"/{number}")
    worker = project.worker("prefork", **GATES_MAY_STAY_CLOSED, FRIENDLINK_PER_HOST="20")
    task = project.call()
    held.wait_until_asked(20)
    project.disconnect()
    new = dataclasses.replace(project, checkout=later_version)
    began = time.monotonic()
    migrated = new.manage("migrate")
    took = time.monotonic() - began
    assert migrated.returncode == 0, migrated.stderr
    assert "easytask.9999_later... OK" in migrated.stdout
    assert project.runs.get().state == Run.State.RUNNING
    held.go()
    envelope = project.result(task)
    assert (envelope["code"], envelope["data"]["to_not_show"]) == (0, 20)
    assert set(project.reasons().values()) == {"网页请求返回410"}
    assert {rows.objects.using(project.alias).count() for rows in (LinkState, Check, Flip)} == {20}
    project.friends.update(is_show=True)
    assert project.ask()["data"]["to_not_show"] == 20  # the old worker may even begin another
    assert "Traceback" not in worker.output
    assert new.check().returncode == 0
    assert [run.state for run in project.runs.all()] == [Run.State.DONE] * 3
    seen(f"migrated in {took:.1f} s while the old worker held a run, which wrote its 20 verdicts after it")


@pytest.mark.fault(17)
def test_every_migration_only_adds_and_says_so(seen: Seen) -> None:
    loader = MigrationLoader(None)
    at_last = loader.project_state()
    later = sorted(key for key in loader.graph.nodes if key[0] in OURS and key[1] != "0001_initial")
    for key in later:
        migration = loader.get_migration(*key)
        said = sys.modules[type(migration).__module__].__doc__ or ""
        assert said.startswith("Additive: "), f"{key} does not open with a docstring that says what it adds"
        state = loader.project_state(key, at_end=False)
        known = set(state.models)
        for operation in migration.operations:
            # What constrains a table that this very migration makes, older code does not meet.
            is_of_new_table = isinstance(operation, AddConstraint) and (key[0], operation.model_name_lower) not in known
            is_harmless = is_of_new_table or only_adds(operation, key[0], state, at_last)
            assert is_harmless, f"{key}: {operation.describe()}"
            operation.state_forwards(key[0], state)
    seen(f"{len(later)} migrations after the first ones, all additive by their own word and by each operation")


# As old as what deletes a friend, which therefore takes their rows with it.
KNOWN_TO_ALL_CODE = {Check, Day, Flip, LinkState, Notice}


@pytest.mark.fault(17)
def test_older_code_can_delete_a_friend_of_whom_newer_code_keeps_rows() -> None:
    relations = [one for one in FriendLink._meta.get_fields(include_hidden=True) if isinstance(one, ForeignObjectRel)]
    assert {relation.related_model for relation in relations if relation.field.db_constraint} == KNOWN_TO_ALL_CODE


# Constraints that came later, each on a column whose default in the database takes the row out of it.
NEVER_BROKEN_BY_OLDER_CODE = {"easytask_one_notice_a_series"}


def type_of(field: models.Field) -> object:
    """The type of a field's column; of one that leads to another table, which is not there yet, that table's name."""
    if field.is_relation:
        return str(field.remote_field.model).lower()
    return field.db_type(connections["default"])


def columns_of(model: ModelState) -> dict[str, models.Field]:
    return {field.db_column or name: field for name, field in model.fields.items()}


def only_adds(operation: Any, app: str, before: ProjectState, at_last: ProjectState) -> bool:
    """Return whether code of an earlier version can go on reading and writing after it."""
    if isinstance(operation, AddField):
        # By now, if the models still know it: the row of an old worker does not name it.
        columns = columns_of(at_last.models[app, operation.model_name_lower])
        field = columns.get(operation.field.db_column or operation.name, operation.field)
        return field.null or field.has_db_default()
    if isinstance(operation, AlterField):
        field, old = operation.field, before.models[app, operation.model_name_lower].fields[operation.name]
        same_column = (field.db_column or operation.name) == (old.db_column or operation.name)
        same_type = type_of(field) == type_of(old)
        return same_column and same_type and field.null >= old.null and field.unique == old.unique
    if isinstance(operation, RenameField):
        # The column keeps its name.
        return before.models[app, operation.model_name_lower].fields[operation.old_name].db_column is not None
    if isinstance(operation, SeparateDatabaseAndState):
        # What only the models forget stays in the database.
        return all(only_adds(inner, app, before, at_last) for inner in operation.database_operations)
    if isinstance(operation, AddConstraint):
        return operation.constraint.name in NEVER_BROKEN_BY_OLDER_CODE
    return isinstance(operation, CreateModel | AddIndex | AlterModelOptions | RunPython)


@pytest.mark.fault(17)
@on_both_databases
def test_rows_of_every_earlier_version_are_still_taken(project: Project, seen: Seen) -> None:
    loader = MigrationLoader(None)
    keys = sorted(key for key in loader.graph.nodes if key[0] in OURS)
    written = 0
    for key in keys:
        old = loader.project_state(key).apps
        for model in (
            model for app in OURS if app in old.app_configs for model in old.get_app_config(app).get_models()
        ):
            with transaction.atomic(using=project.alias):
                write_a_row(model, project.alias)
                transaction.set_rollback(True, using=project.alias)
            written += 1
    seen(f"{written} rows as the models of {len(keys)} migrations write them")


# What may be null, but not by the constraints of its table.
NOT_NULL_BY_CONSTRAINT = {("alias", "post"), ("importedarticle", "post")}


def write_a_row(model: type[models.Model], alias: str) -> models.Model:
    """A row that names every column which this version of the model knows, and no other."""
    values: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        is_wanted = (model._meta.model_name, field.name) in NOT_NULL_BY_CONSTRAINT
        has_value = field.has_default() or field.has_db_default() or field.null or isinstance(field, models.AutoField)
        if has_value and not is_wanted:
            continue
        if field.is_relation:
            values[field.name] = write_a_row(field.related_model, alias)
        else:
            values[field.name] = a_value_of(field)
    return model.objects.using(alias).create(**values)


def a_value_of(field: models.Field) -> Any:
    if isinstance(field, models.DateTimeField):
        return timezone.now()
    if isinstance(field, models.DateField):
        return timezone.now().date()
    if isinstance(field, models.BinaryField):
        return b"x"
    return "x" if isinstance(field, models.CharField | models.TextField) else 1
