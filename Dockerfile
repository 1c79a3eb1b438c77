# Three steps: the stylesheet and scripts by node, the packages by their locked hashes, and a small image with neither.

FROM node:22.23.3-bookworm-slim AS assets
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --silent
COPY . .
RUN npm run --silent css

FROM python:3.13.16-slim-trixie AS build
WORKDIR /app
RUN python -m venv /venv
ENV PATH=/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1
COPY requirements/base.txt requirements/base.txt
RUN pip install --quiet --no-cache-dir --disable-pip-version-check --only-binary :all: --require-hashes -r requirements/base.txt
COPY . .
COPY --from=assets /app/static/build static/build
COPY --from=assets /app/node_modules node_modules
RUN python -m scripts.vendor_assets && rm -rf node_modules \
    && pybabel --quiet compile --use-fuzzy --domain django --directory locale
# Collecting asks for settings, but no secret and no database: these values leave with this step.
RUN RAPPORT_MODE=production BASE_URL=https://build.invalid ALLOWED_HOSTS=build.invalid \
    SECRET_KEY=only-while-the-image-is-built-and-never-in-it-0123456789 \
    FIELD_KEYS=build:YnVpbHQtd2l0aG91dC1hLXNlY3JldC1vZi1hbnlib2Q= \
    DATABASE_URL=postgres://nobody@127.0.0.1:1/none REDIS_URL=redis://127.0.0.1:1/0 \
    python manage.py collectstatic --no-input --verbosity 0 && python -m compileall -q .

FROM python:3.13.16-slim-trixie
RUN apt-get update --quiet && apt-get install --quiet --yes --no-install-recommends tini \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin rapport
COPY --from=build /venv /venv
COPY --from=build /app /app
ENV PATH=/venv/bin:$PATH HOME=/tmp PORT=8000 PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
WORKDIR /app
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["python", "-m", "config.alive"]
# Not to the whole group: a worker's children would die with a message in hand, instead of ending it first.
ENTRYPOINT ["tini", "--"]
CMD ["gunicorn", "--preload", "--no-control-socket", "--workers", "2", "--threads", "4", "--worker-tmp-dir", "/dev/shm", "--graceful-timeout", "30", "--log-level", "warning", "config.wsgi"]
