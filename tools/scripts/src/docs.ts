import { serveBuilt } from './serveBuilt.ts';

/** `pnpm run docs`: serves the site, on another port than the demo and the conformance page. */
await serveBuilt({
  project: '@ggem/docs',
  folder: 'docs/dist',
  name: 'site',
  port: process.env.PORT ?? '4175',
});
