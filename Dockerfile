# docker build -t tidemark . && docker run --rm -v "$PWD:/work" tidemark validate kafka/
FROM node:22-bookworm-slim AS build
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm pack --silent --pack-destination /tmp && mv /tmp/tidemark-*.tgz /tmp/tidemark.tgz

FROM node:22-bookworm-slim
COPY --from=build /tmp/tidemark.tgz /tmp/tidemark.tgz
# tsx reads models that are written in TypeScript.
RUN npm install --global --omit=dev --no-audit --no-fund /tmp/tidemark.tgz tsx@4 && rm /tmp/tidemark.tgz && npm cache clean --force
# What is found is written below the folder that is mounted here, with the rights of this user.
WORKDIR /work
RUN chown node:node /work
USER node
ENTRYPOINT ["tidemark"]
CMD ["--help"]
