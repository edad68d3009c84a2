import { cpSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isolationHeaders } from '@ggem/browser';
import { defineConfig, type Plugin, type UserConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The page that people open, and the page without visible parts that the command line drives. */
const config: UserConfig = defineConfig({
  // Relative addresses, so that the built page works under any path.
  base: './',
  // A missing file is a 404, not a page.
  appType: 'mpa',
  plugins: [caseData()],
  build: {
    outDir: 'dist/page',
    emptyOutDir: true,
    target: 'es2022',
    // tfjs sends the text of a function to its wasm threads. Minified, that text uses names that do not exist there, and the
    // threads never start.
    minify: false,
    chunkSizeWarningLimit: 2500,
    rolldownOptions: { input: [here('index.html'), here('runner.html')] },
  },
  server: { headers: { ...isolationHeaders } },
});

export default config;

/** The case files, where the page looks for them: in a folder `data` beside it. */
function caseData(): Plugin {
  const data = fileURLToPath(new URL('.', import.meta.resolve('@ggem/conformance/data/index.json')));
  return {
    name: 'case-data',
    configureServer: (server) => {
      server.middlewares.use('/data', (request, _, next) => {
        const file = new URL(request.url ?? '/', 'http://localhost').pathname;
        if (!/^\/[\w-]+\.json$/.test(file)) return next();
        request.url = `/@fs${data}${file.slice(1)}`;
        next();
      });
    },
    writeBundle: ({ dir }) => cpSync(data, `${dir}/data`, { recursive: true }),
  };
}
