import { startGraphWorld } from './graph.js';

/* The sandbox in a process of its own, for tests that look at its memory: `node --expose-gc --import tsx <this> <data folder>`. */
const world = await startGraphWorld({ dataDir: process.argv[2] ?? '' });
const { token } = await world.as('Ada', ['Files.ReadWrite.All']);
process.on('message', () => {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage(); // buffers are part of `external`
  process.send?.({ held: heapUsed + external });
});
process.on('disconnect', () => process.exit(0));
process.send?.({ graph: world.sandbox.urls.graph, ca: world.sandbox.caPem, token });
