import { serveBuilt } from './serveBuilt.ts';

/** `pnpm start`: builds the demo and what it needs, then serves it until Ctrl-C. */
await serveBuilt({ project: '@ggem/demo', folder: 'apps/demo/dist', name: 'demo', port: process.env.PORT });
