# Production image: web server, worker and beat are the same image with three commands.
FROM python:3.11-slim-bookworm AS build
WORKDIR /app
COPY pyproject.toml uv.lock ./
COPY requirements/bootstrap.txt requirements/
RUN python -m venv .venv \
 && .venv/bin/pip install --no-cache-dir --require-hashes -r requirements/bootstrap.txt \
 && UV_PYTHON_DOWNLOADS=never .venv/bin/uv sync --frozen --inexact --no-cache --no-default-groups --group seal \
      --compile-bytecode \
 && .venv/bin/pip uninstall --yes uv

FROM python:3.11-slim-bookworm
RUN apt-get update \
 && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --create-home cesp
WORKDIR /app
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=cesp_portal.settings.production \
    DOCUMENTS_ROOT=/data/documents
COPY --from=build /app/.venv .venv
COPY . .
# The static files are collected once, here; the addresses are only there to let the settings load.
RUN SECRET_KEY=build ALLOWED_HOSTS=build PUBLIC_URL=https://build DATABASE_URL=postgres://build/build \
    REDIS_URL=redis://build/0 python manage.py collectstatic --noinput --verbosity 0 \
 && python -m compileall -q cesp_portal contracts zonage installations \
 && mkdir -p /data/documents && chown -R cesp:cesp /data
USER cesp
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "cesp_portal.wsgi", "--bind", "0.0.0.0:8000", "--workers", "3", "--timeout", "60"]
