import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rootManifest } from './rootManifest.ts';

const docs = join(import.meta.dirname, '..');

/**
 * The fields of a form that opens the code of a Start page in an online editor: a page that Vite serves, which shows what the
 * code prints. StackBlitz describes them: https://developer.stackblitz.com/platform/api/post-api
 */
export function editorFields(page: string): Readonly<Record<string, string>> {
  const code = readFileSync(programOf(page), 'utf8');
  const isOnnx = code.includes("'onnxruntime-node'");
  const title = `@ggem/${page}`;
  const files = {
    'main.js': code,
    'index.html': html(title),
    'package.json': `${JSON.stringify(manifest(page, dependencies(code)), null, 2)}\n`,
    ...(isOnnx && { 'vite.config.js': onnxInPages }),
  };
  return {
    'project[title]': title,
    'project[description]': `The first lines of ${title}`,
    'project[template]': 'node',
    ...Object.fromEntries(Object.entries(files).map(([name, text]) => [`project[files][${name}]`, text])),
  };
}

/** The program that a Start page shows. */
export function programOf(page: string): string {
  const script = join(docs, `start/${page}.mjs`);
  return existsSync(script) ? script : join(docs, `start/${page}.js`);
}

function manifest(page: string, dependencies: Readonly<Record<string, string>>): object {
  return {
    name: `ggem-start-${page}`,
    private: true,
    type: 'module',
    scripts: { start: 'vite' },
    dependencies,
    devDependencies: { vite: rootManifest.devDependencies.vite },
  };
}

/** What the code imports: our packages in their version, others in the one that our tests run. */
function dependencies(code: string): Readonly<Record<string, string>> {
  const text = readFileSync(join(docs, 'package.json'), 'utf8');
  const { devDependencies: versions } = JSON.parse(text) as {
    readonly devDependencies: Readonly<Record<string, string>>;
  };
  const names = [...code.matchAll(/from '((?:@[\w-]+\/)?[\w.-]+)/g)].map(([, name]) => name!);
  const installed = names.flatMap((name) =>
    name === 'onnxruntime-node' ? ['onnxruntime-web', 'onnxruntime-common'] : [name],
  );
  return Object.fromEntries(
    [...new Set(installed)].sort().map((name) => [name, ownVersion(name) ?? versions[name]!]),
  );
}

function ownVersion(name: string): string | undefined {
  if (!name.startsWith('@ggem/')) return undefined;
  const file = join(docs, '../packages', name.slice('@ggem/'.length), 'package.json');
  return `^${(JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version}`;
}

function html(title: string): string {
  return `<!doctype html>
<meta charset="utf-8">
<title>${title}</title>
<pre></pre>
<script type="module">
  // What main.js prints is shown in the page too.
  const { log } = console;
  console.log = (...values) => {
    log(...values);
    const words = values.map((one) => (typeof one === 'string' ? one : JSON.stringify(one)));
    document.querySelector('pre').append(\`\${words.join(' ')}\\n\`);
  };
  await import('./main.js');
</script>
`;
}

const onnxInPages = `// In a page, onnxruntime-web stands for onnxruntime-node.
export default {
  resolve: { alias: { 'onnxruntime-node': 'onnxruntime-web/wasm' } },
  optimizeDeps: { exclude: ['onnxruntime-web'] },
};
`;
