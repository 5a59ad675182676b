# One build, three images: docker build --target api|click|worker .

# The major version of .node-version; `npm run check` compares them.
ARG NODE_VERSION=24
FROM node:${NODE_VERSION}-slim AS base
WORKDIR /app

# All packages, for the build.
FROM base AS build
COPY package.json package-lock.json .npmrc ./
COPY ui/package.json ui/
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm run build

# Runtime packages. The ui is built files, so its packages are not needed.
FROM base AS packages
COPY package.json package-lock.json .npmrc ./
COPY ui/package.json ui/
RUN npm ci --omit=dev --workspaces=false --ignore-scripts --no-audit --no-fund

FROM base AS runtime
ENV NODE_ENV=production MALLOC_ARENA_MAX=1
COPY package.json ./
COPY --from=packages /app/node_modules node_modules
USER node

FROM runtime AS api
ENV API_PORT=4400 UI_DIR=/app/dist/ui
COPY --from=build /app/dist/apps/api dist/apps/api
COPY --from=build /app/dist/ui dist/ui
EXPOSE 4400
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --start-interval=1s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.API_PORT + '/health/ready').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=4", "dist/apps/api/main.js"]

FROM runtime AS click
ENV CLICK_PORT=4401 JOURNAL_DIR=/var/lib/linkflow/journal
COPY --from=build /app/dist/apps/click dist/apps/click
USER root
# A new volume mounted here inherits this owner.
RUN mkdir -p /var/lib/linkflow/journal && chown -R node:node /var/lib/linkflow
USER node
VOLUME /var/lib/linkflow/journal
EXPOSE 4401
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --start-interval=1s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.CLICK_PORT + '/health/ready').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=16", "dist/apps/click/main.js"]

FROM runtime AS worker
ENV WORKER_PORT=4402
COPY --from=build /app/dist/apps/worker dist/apps/worker
EXPOSE 4402
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --start-interval=1s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.WORKER_PORT + '/health/ready').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=32", "dist/apps/worker/main.js"]
