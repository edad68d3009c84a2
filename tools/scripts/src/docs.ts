import { serveBuilt } from './serveBuilt.ts';

/** `pnpm run docs`: the site; its port leaves those of the demo and of the conformance page free. */
await serveBuilt({
  project: '@ggem/docs',
  folder: 'docs/dist',
  name: 'site',
  port: process.env.PORT ?? '4175',
});
