import { join } from 'node:path';
import { isolationHeaders } from '@ggem/browser';
import { defineConfig } from 'vite';
import { firstPaint } from './firstPaint.ts';
import { scenes } from './scenes.ts';

const port = Number(process.env.PORT || 4173);
const page = (name: string): string => join(import.meta.dirname, name);

export default defineConfig({
  // Relative addresses, so that the built page works under any path.
  base: './',
  // A missing file is a 404, not this page once more.
  appType: 'mpa',
  plugins: [firstPaint(), scenes()],
  build: {
    target: 'es2022',
    // tfjs is one large library; it comes in a chunk of its own, after the page is drawn.
    chunkSizeWarningLimit: 2500,
    rollupOptions: { input: [page('index.html'), page('digits.html')] },
  },
  worker: { format: 'es' },
  server: { headers: { ...isolationHeaders }, port, strictPort: true },
  preview: { headers: { ...isolationHeaders }, port, strictPort: true },
});
