# One image for `perdure worker`, `perdure api` and `perdure migrate`; docker-compose.yml says how they go together.
# The Python that the tests run on.
FROM python:3.11-slim AS build
RUN pip install --no-cache-dir --root-user-action=ignore uv
WORKDIR /source
COPY . .
# Built from the wheel, in the versions of the lock; the servers that `perdure run` starts are not part of it.
RUN uv build --wheel --out-dir /wheel \
  && uv venv /perdure \
  && uv pip install --python /perdure --no-cache --compile-bytecode --constraints requirements.lock /wheel/*.whl

FROM python:3.11-slim
RUN useradd --system --no-create-home perdure
COPY --from=build /perdure /perdure
ENV PATH=/perdure/bin:$PATH PYTHONUNBUFFERED=1
USER perdure
ENTRYPOINT ["perdure"]
CMD ["--help"]
