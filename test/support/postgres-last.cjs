/** After the tests: the PostgreSQL that postgres-server.ts started. */
module.exports = async () => {
  const server = globalThis.postgres;
  delete globalThis.postgres;
  if (server) delete process.env.TEST_DATABASE_URL;
  await server?.stop();
};
