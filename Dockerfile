# Coherence for Microsoft 365, the server and its pages. Build: docker build -t coherence-365 .
FROM node:22-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The compilers' programs for this platform are optional packages: without them nothing can be built.
RUN npm ci
COPY . .
RUN npm run build

FROM node:22-slim
WORKDIR /app
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
COPY --from=build /app/package.json ./
# The server has its packages in it (docs/decisions/0037), but for the embedded database, which loads files of its own.
COPY --from=build /app/node_modules/@electric-sql/pglite ./node_modules/@electric-sql/pglite
COPY --from=build /app/dist/server ./dist/server
COPY --from=build /app/dist/public ./dist/public
# Nothing of the program can be changed by the program. With the embedded database: -e DATA_DIR=/data/server -v coherence:/data
RUN mkdir -p /data && chown node:node /data
USER node
EXPOSE 3000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:'+process.env.PORT+'/health/ready').then((it)=>process.exit(it.ok?0:1),()=>process.exit(1))"]
ENTRYPOINT ["node", "dist/server/main.js"]
