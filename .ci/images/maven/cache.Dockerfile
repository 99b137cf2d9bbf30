# Hands this machine's Maven repository, which is the context, to the cache that the Dockerfile mounts.
FROM eclipse-temurin:25-jre
RUN --mount=type=cache,id=kafka-grpo-maven,target=/root/.m2,sharing=locked --mount=type=bind,target=/repository \
    mkdir -p /root/.m2/repository && cp -a --update /repository/. /root/.m2/repository/
