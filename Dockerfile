# syntax=docker/dockerfile:1
# Two images from one build: --target api, --target worker.

FROM rust:1.95-slim-bookworm AS build
WORKDIR /src
COPY . .
# The caches stay with the builder, so a second build compiles only what changed; the programs are copied out of them.
RUN --mount=type=cache,target=/usr/local/cargo/registry --mount=type=cache,target=/src/target \
    cargo build --release --locked --package api --package worker --bins \
    && mkdir /out && cp target/release/api target/release/worker /out/

# The programs need libc and the certificates of public authorities, nothing else; they run as nobody in particular.
FROM debian:bookworm-slim AS base
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home ocop \
    && install -d -o 10001 -g 10001 /var/lib/ocop/files
COPY LICENSE /usr/share/doc/ocop/LICENSE
USER 10001
ENV OCOP_BIND=0.0.0.0:8080
EXPOSE 8080

FROM base AS worker
COPY --from=build /out/worker /usr/local/bin/worker
ENTRYPOINT ["worker"]

FROM base AS api
ENV OCOP_FILES=file:///var/lib/ocop/files
COPY --from=build /out/api /usr/local/bin/api
ENTRYPOINT ["api"]
