"""What the admin says of users, groups and what they may do."""

import pytest
from django.contrib.auth.models import Group, Permission

pytestmark = pytest.mark.django_db


def page(client, language: str) -> str:
    return client.get("/admin/auth/group/add/", headers={"accept-language": language}).content.decode()


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("zh-CN", ["文章：添加", "友情链接：修改", "网站设置：修改", "检查记录：可以开始和取消检查"]),
        ("en", ["Posts: add", "Friends: change", "Site settings: change", "Checks: start and cancel checks"]),
    ],
)
def test_a_permission_is_told_in_the_readers_language(admin_client, language, told):
    html = page(admin_client, language)
    assert [words for words in told if words not in html] == []
    assert "Can add" not in html


def test_only_what_has_an_effect_is_offered_and_what_was_granted_otherwise_stays(admin_client):
    log = Permission.objects.get(codename="view_logentry")
    assert f'value="{log.pk}"' not in page(admin_client, "en")
    group = Group.objects.create(name="editors")
    group.permissions.add(log)
    form = admin_client.get(f"/admin/auth/group/{group.pk}/change/").context["adminform"].form
    assert log in form.fields["permissions"].queryset
    admin_client.post(f"/admin/auth/group/{group.pk}/change/", {"name": "writers", "permissions": [log.pk]})
    assert list(Group.objects.get(name="writers").permissions.all()) == [log]
