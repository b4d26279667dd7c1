"""Health and metrics are asked from inside, where there is no TLS and no name."""

from __future__ import annotations

import pytest

TOKEN = "0123456789abcdef"


@pytest.mark.parametrize("allowed", [["blog.example"], [".blog.example"], ["*"], ["[::1]"]])
@pytest.mark.parametrize(("path", "status"), [("/healthz", 200), ("/metrics", 200), ("/", 400)])
@pytest.mark.django_db
def test_they_answer_without_tls_by_any_host(client, settings, monkeypatch, allowed, path, status):
    from easytask.monitoring import health

    fine = health.Component(health.ComponentState.OK, 0.0)
    monkeypatch.setattr(health, "recent_health", lambda: health.Health(fine, fine, fine, fine, None))
    settings.ALLOWED_HOSTS, settings.SECURE_SSL_REDIRECT, settings.METRICS_TOKEN = allowed, True, TOKEN
    answer = client.get(path, headers={"Host": "web_1:8000", "Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == status
