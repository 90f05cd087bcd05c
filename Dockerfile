# syntax=docker/dockerfile:1
# One image for every process: web (the default command), worker and command line.
#   docker build -t tertulia .
#   docker run … tertulia                              web, port 8000
#   docker run … tertulia node dist/worker.js          worker
#   docker run … tertulia node dist/cli.js migrate     bring the schema up to date

FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY nest-cli.json tsconfig.json tsconfig.build.json .swcrc ./
COPY src ./src
COPY client/src ./client/src
COPY web ./web
RUN npm run build
# The base image brings Node: the packages that carry one for npm scripts stay here. npm's --omit=optional would take
# the native parts of argon2 with them.
RUN npm prune --omit=dev --no-audit --no-fund \
    && rm -rf node_modules/node-linux-* node_modules/.bin/node

FROM node:24-bookworm-slim
# tini is process 1: it passes signals on and reaps orphans.
RUN apt-get update \
    && apt-get install -y --no-install-recommends tini \
    && rm -rf /var/lib/apt/lists/*
# Files of jobs and backups: a volume mounted here belongs to the process's user.
RUN mkdir /data && chown node:node /data
ENV NODE_ENV=production FILES_DIR=/data/files BACKUP_DIR=/data/backups
WORKDIR /app
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/web/dist ./web/dist
COPY package.json LICENSE ./
USER node
EXPOSE 8000
# The web process; containers with another command switch this off.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
    CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 8000}/health/ready`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["tini", "--"]
# A small young generation keeps an idle socket cheap: docs/operations.md, "Sizing".
CMD ["node", "--enable-source-maps", "--max-semi-space-size=8", "dist/main.js"]
