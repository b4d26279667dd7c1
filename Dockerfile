# One image for web, worker and beat; docker-compose.yml says which command each of them runs.
# By name, because its OpenSSL decides: from 3.5 on, which Debian 13 has, a TLS link costs a sixth less CPU than with
# Debian 12's 3.0. The version of Python makes no such difference.
FROM python:3.13-slim-trixie

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DEBUG=0
WORKDIR /app

COPY requirements/runtime.txt ./requirements/
RUN pip install --no-cache-dir --requirement requirements/runtime.txt

COPY . ./
# What runs cannot write, and would compile all this at each start of a process, in a quarter of a second of CPU.
RUN python -m compileall -q .
# The secret is of this step alone: no static file depends on it.
RUN SECRET_KEY=no-static-file-depends-on-this-secret python manage.py collectstatic --noinput --verbosity 0

# Everything here belongs to root, so what runs can change none of it.
USER nobody
EXPOSE 8000
STOPSIGNAL SIGTERM
# No header may rewrite the path, not even one that came through the proxy: it hands on what a stranger sends.
CMD ["gunicorn", "izone.wsgi", "--config", "python:izone.web_server", "--bind", "0.0.0.0:8000", "--worker-class", "izone.web_worker.Worker", "--workers", "2", "--threads", "4", "--timeout", "30", "--worker-tmp-dir", "/dev/shm", "--no-control-socket", "--forwarder-headers", ""]
