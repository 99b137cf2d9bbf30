# The images of kafka-grpo, a target each: learner-service, generator-service, reward-service; grpo, the command; dashboard, the page;
# and code, in which models' programs run.
#
#   docker build --target grpo -t kafka-grpo/grpo:dev .
#
# Maven builds inside, with a cache that stays with the engine; docs/deploy.md has sizes, and what the arguments are for:
#
#   JARS=local            takes what `./grpo build` built outside instead
#   LIBTORCH=IMAGE        takes /opt/libtorch/lib from an image of yours, such as a CUDA libtorch of the same version,
#   PYTORCH_FLAVOR=cu128  of this flavour (with a JAVA_IMAGE that has CUDA's runtime)
#   JAVA_IMAGE, MAVEN_IMAGE, VERSION, REVISION
ARG JAVA_IMAGE=eclipse-temurin:25-jre
ARG MAVEN_IMAGE=maven:3.9-eclipse-temurin-25
ARG JARS=built
ARG LIBTORCH=bundled

# The jars, built here …
FROM ${MAVEN_IMAGE} AS built
WORKDIR /src
COPY pom.xml ./
COPY common common
COPY generator-service/pom.xml generator-service/pom.xml
COPY generator-service/src generator-service/src
COPY reward-service/pom.xml reward-service/pom.xml
COPY reward-service/src reward-service/src
COPY learner-service/pom.xml learner-service/pom.xml
COPY learner-service/src learner-service/src
COPY cli/pom.xml cli/pom.xml
COPY cli/src cli/src
COPY dashboard/pom.xml dashboard/pom.xml
COPY dashboard/src dashboard/src
# the parent names it, so Maven asks for it
COPY system-tests/pom.xml system-tests/pom.xml
RUN --mount=type=cache,id=kafka-grpo-maven,target=/root/.m2,sharing=locked \
    mvn -B -q -Dmaven.test.skip=true -Dspotless.check.skip=true -Dstyle.color=never \
        -pl generator-service,reward-service,learner-service,dashboard,cli -am package

# … or outside, by `./grpo build`.
FROM ${JAVA_IMAGE} AS local
WORKDIR /src
COPY generator-service/target/quarkus-app generator-service/target/quarkus-app
COPY reward-service/target/quarkus-app reward-service/target/quarkus-app
COPY learner-service/target/quarkus-app learner-service/target/quarkus-app
COPY dashboard/target/quarkus-app dashboard/target/quarkus-app
COPY cli/target/grpo.jar cli/target/grpo.jar
COPY cli/target/lib cli/target/lib

# libtorch, as DJL unpacks it at its first start.
FROM ${JARS} AS unpacked
COPY config/models/mini /mini
RUN DJL_CACHE_DIR=/tmp/djl DJL_OFFLINE=true OMP_NUM_THREADS=1 \
    java --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -XX:+UseSerialGC \
        -jar cli/target/grpo.jar generate /mini --raw --prompt "1+1" --max-tokens 1 \
    && mkdir -p /opt/libtorch/lib \
    && find /tmp/djl/pytorch -name '*.so*' ! -name '*djl_torch*' -exec mv {} /opt/libtorch/lib/ ';' \
    && chmod -R a+rX /opt/libtorch

FROM scratch AS bundled
COPY --from=unpacked /opt/libtorch /opt/libtorch

# The applications without what lies unpacked beside them. Libraries apart from our own jars, for only these change with each build.
FROM ${JARS} AS applications
# an empty archive in the place of libtorch's, for Quarkus and the manifest name it
RUN for jar in $(find . -name '*pytorch-native-*.jar'); do \
        printf 'PK\005\006\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0' > $jar; \
    done \
    && for service in generator-service reward-service learner-service dashboard; do \
        app=$service/target/quarkus-app; \
        mkdir -p /own/$service/lib/main /libraries/$service; \
        mv $app/lib/main/io.kafkagrpo.* /own/$service/lib/main/; \
        mv $app/lib /libraries/$service/lib; \
        mv $app/quarkus-run.jar $app/quarkus $app/app /own/$service/; \
    done \
    && mkdir -p /own/grpo/lib /libraries/grpo \
    && mv cli/target/lib/*-SNAPSHOT.jar /own/grpo/lib/ \
    && mv cli/target/lib /libraries/grpo/lib \
    && mv cli/target/grpo.jar /own/grpo/grpo.jar

# A named user, for Java asks for its home; the folders are its own, so that a fresh volume over them is too.
FROM ${JAVA_IMAGE} AS java
RUN groupadd --gid 10001 grpo \
    && useradd --uid 10001 --gid 10001 --create-home --shell /usr/sbin/nologin grpo \
    && mkdir -p /var/lib/grpo /var/cache/huggingface \
    && chown grpo:grpo /var/lib/grpo /var/cache/huggingface
WORKDIR /opt/grpo
ENV GRPO_RUN_DIR=/var/lib/grpo \
    OMP_NUM_THREADS=1

FROM ${LIBTORCH} AS libtorch

FROM java AS torch
COPY --from=libtorch /opt/libtorch /opt/libtorch
ARG PYTORCH_FLAVOR=cpu
ENV DJL_OFFLINE=true \
    DJL_CACHE_DIR=/opt/djl \
    PYTORCH_LIBRARY_PATH=/opt/libtorch/lib \
    PYTORCH_VERSION=2.7.1 \
    PYTORCH_FLAVOR=${PYTORCH_FLAVOR} \
    HF_HOME=/var/cache/huggingface

# The rest that DJL unpacks. A token is generated to that end, so an image whose engine doesn't run is never made.
FROM torch AS proved
COPY --from=applications /libraries/grpo/ ./
COPY --from=applications /own/grpo/ ./
COPY config/models/mini /mini
RUN java --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -XX:+UseSerialGC \
        -jar grpo.jar generate /mini --raw --prompt "1+1" --max-tokens 1 \
    && chmod -R a+rX /opt/djl

FROM torch AS engine
COPY --from=proved /opt/djl /opt/djl
COPY config /opt/grpo/config

# A service that computes. What is copied later is root's all the same.
FROM engine AS service
USER 10001:10001
EXPOSE 8080
# The heap is a share of the container's memory, for libtorch needs the rest. Other options can come as JDK_JAVA_OPTIONS, which java reads
# itself: no shell stands between it and SIGTERM.
ENTRYPOINT ["java", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-XX:+UseSerialGC", "-XX:MaxRAMPercentage=35", "-XX:+ExitOnOutOfMemoryError", "-jar", "/opt/grpo/quarkus-run.jar"]

FROM service AS generator-service
COPY --from=applications /libraries/generator-service/ ./
COPY --from=applications /own/generator-service/ ./
ARG VERSION=dev
ARG REVISION=unknown
LABEL org.opencontainers.image.title="kafka-grpo generator-service" \
    org.opencontainers.image.description="Samples completions with the newest weights" \
    org.opencontainers.image.version="${VERSION}" \
    org.opencontainers.image.revision="${REVISION}"

FROM service AS learner-service
COPY --from=applications /libraries/learner-service/ ./
COPY --from=applications /own/learner-service/ ./
ARG VERSION=dev
ARG REVISION=unknown
LABEL org.opencontainers.image.title="kafka-grpo learner-service" \
    org.opencontainers.image.description="Trains, and publishes each version of the weights" \
    org.opencontainers.image.version="${VERSION}" \
    org.opencontainers.image.revision="${REVISION}"

# No model and no engine inside.
FROM java AS reward-service
COPY --from=applications /libraries/reward-service/ ./
COPY --from=applications /own/reward-service/ ./
USER 10001:10001
EXPOSE 8080
ENTRYPOINT ["java", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-XX:+UseSerialGC", "-XX:MaxRAMPercentage=50", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError", "-jar", "/opt/grpo/quarkus-run.jar"]
ARG VERSION=dev
ARG REVISION=unknown
LABEL org.opencontainers.image.title="kafka-grpo reward-service" \
    org.opencontainers.image.description="Scores completions and gathers their groups" \
    org.opencontainers.image.version="${VERSION}" \
    org.opencontainers.image.revision="${REVISION}"

# Reads topics alone; its index is made anew at each start.
FROM java AS dashboard
COPY --from=applications /libraries/dashboard/ ./
COPY --from=applications /own/dashboard/ ./
USER 10001:10001
EXPOSE 8765
ENTRYPOINT ["java", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-XX:+UseSerialGC", "-XX:MaxRAMPercentage=60", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError", "-jar", "/opt/grpo/quarkus-run.jar"]
ARG VERSION=dev
ARG REVISION=unknown
LABEL org.opencontainers.image.title="kafka-grpo dashboard" \
    org.opencontainers.image.description="The page to watch runs and to ask about them" \
    org.opencontainers.image.version="${VERSION}" \
    org.opencontainers.image.revision="${REVISION}"

# Runs the programs that models write, for rewards of kind http; nothing of a run is in its reach. Each sandbox leaves a process behind
# that the container's first one has to wait for, which Java doesn't.
FROM java AS code
RUN command -v bwrap && command -v python3 && command -v tini \
    || { apt-get update && apt-get install -y --no-install-recommends bubblewrap python3 tini && rm -rf /var/lib/apt/lists/*; }
COPY --from=applications /libraries/grpo/ ./
COPY --from=applications /own/grpo/ ./
COPY --chmod=755 docker/grpo /usr/local/bin/grpo
USER 10001:10001
EXPOSE 9000
ENTRYPOINT ["tini", "--", "grpo", "reward", "serve", "code", "--host", "0.0.0.0"]
ARG VERSION=dev
ARG REVISION=unknown
LABEL org.opencontainers.image.title="kafka-grpo code" \
    org.opencontainers.image.description="Runs models' programs against tests, in a sandbox, behind HTTP" \
    org.opencontainers.image.version="${VERSION}" \
    org.opencontainers.image.revision="${REVISION}"

# The command. It starts the services that rescore and replay, from the very jars of their images.
FROM engine AS grpo
COPY --from=applications /libraries/grpo/ ./
COPY --from=applications /libraries/reward-service/ reward-service/target/quarkus-app/
COPY --from=applications /libraries/learner-service/ learner-service/target/quarkus-app/
COPY --from=applications /own/reward-service/ reward-service/target/quarkus-app/
COPY --from=applications /own/learner-service/ learner-service/target/quarkus-app/
COPY --from=applications /own/grpo/ ./
COPY --chmod=755 docker/grpo /usr/local/bin/grpo
USER 10001:10001
ENTRYPOINT ["grpo"]
CMD ["--help"]
ARG VERSION=dev
ARG REVISION=unknown
LABEL org.opencontainers.image.title="kafka-grpo grpo" \
    org.opencontainers.image.description="The grpo command: check, watch, report, rescore, replay and others" \
    org.opencontainers.image.version="${VERSION}" \
    org.opencontainers.image.revision="${REVISION}"
