import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { checkRepository } from '../src/checkRepository.ts';
import { formatProblem } from '../src/problem.ts';

type Files = Readonly<Record<string, string | object>>;

/** A small repository with every layer in it, that keeps to the rules. */
const sound: Files = {
  'package.json': { name: 'root', devDependencies: { vitest: '4' } },

  'packages/core/package.json': {
    name: '@x/core',
    dependencies: { leven: '4' },
    devDependencies: { '@x/browser': '*' },
  },
  'packages/core/tsconfig.build.json': { compilerOptions: { lib: ['ES2023'], types: [] } },
  'packages/core/src/index.ts':
    "import { closestMatch } from 'leven';\nexport * from './mean.ts';\nexport const closest = closestMatch;\n",
  'packages/core/src/mean.ts': "export const home = 'packages/core';\n",
  'packages/core/test/mean.test.ts':
    "import { readFileSync } from 'node:fs';\nimport { test } from 'vitest';\nimport '../src/mean.ts';\ntest('', () => readFileSync(''));\n",
  'packages/core/vitest.config.ts': "import '@x/browser';\n",

  'packages/conformance/package.json': {
    name: '@x/conformance',
    dependencies: { '@x/core': '*' },
    peerDependencies: { vitest: '4' },
  },
  'packages/conformance/src/node.ts': "import 'node:fs/promises';\n",
  'packages/conformance/src/vitest.ts': "import 'vitest';\n",
  'packages/conformance/src/index.ts': "export type { A } from '@x/core';\n",

  'packages/tfjs/package.json': {
    name: '@x/tfjs',
    dependencies: { '@x/core': '*' },
    peerDependencies: { '@tensorflow/tfjs': '4', '@x/simd': '*' },
    devDependencies: { '@tensorflow/tfjs': '4', '@x/conformance': '*' },
  },
  'packages/tfjs/src/index.ts': "import '@tensorflow/tfjs/dist/index.js';\nimport '@x/core';\n",
  'packages/tfjs/src/simd.ts': "import '@x/simd';\n",
  'packages/tfjs/test/conformance.test.ts': "import '@x/conformance';\n",
  'packages/simd/package.json': { name: '@x/simd', dependencies: { '@x/core': '*' } },
  'packages/simd/src/index.ts': "import '@x/core';\n",
  'packages/kernels/package.json': {
    name: '@x/kernels',
    dependencies: { '@x/core': '*' },
    devDependencies: { '@x/conformance': '*', '@x/browser': '*' },
  },
  'packages/kernels/src/index.ts': "import '@x/core';\n",
  'packages/kernels/test/a.test.ts': "import '@x/conformance';\n",
  'packages/kernels/vitest.config.ts': "import '@x/browser';\n",
  'packages/other/package.json': {
    name: '@x/other',
    dependencies: { '@x/kernels': '*' },
    peerDependencies: { 'other-tensors': '1' },
  },
  'packages/other/src/index.ts': "import 'other-tensors';\nimport '@x/kernels';\n",

  'packages/analysis/package.json': { name: '@x/analysis', dependencies: { '@x/core': '*', '@x/simd': '*' } },
  'packages/analysis/src/index.ts': "import '@x/core';\nimport '@x/simd';\n",
  'packages/embed/package.json': { name: '@x/embed', dependencies: { '@x/core': '*', '@x/simd': '*' } },
  'packages/embed/src/index.ts': "import '@x/core';\nimport '@x/simd';\n",
  'packages/train/package.json': { name: '@x/train', dependencies: { '@x/embed': '*' } },
  'packages/train/src/index.ts': "import '@x/embed';\n",

  'apps/demo/package.json': {
    name: '@x/demo',
    private: true,
    dependencies: { '@x/tfjs': '*' },
    devDependencies: { '@x/browser': '*' },
  },
  'apps/demo/src/main.ts': "import '@x/tfjs';\n",
  'apps/demo/test/page.test.ts': "import '@x/browser';\n",
  'apps/lab/package.json': { name: '@x/lab', dependencies: { '@x/tfjs': '*' } },
  'apps/lab/src/index.ts': "import '@x/tfjs';\n",
  'tools/page/package.json': { name: '@x/page', private: true },
  'docs/package.json': { name: '@x/docs', private: true, devDependencies: { '@x/core': '*' } },
  'docs/.vitepress/config.ts': "import '@x/core';\n",
  'tools/browser/package.json': { name: '@x/browser', private: true },
  'tools/browser/src/index.ts': "import 'vitest';\n",
  'tools/scripts/package.json': { name: '@x/scripts', private: true },
  'tools/scripts/src/test.ts': "import '../../browser/src/index.ts';\n",
  'tools/scripts/data/table.ts': '\n'.repeat(400),
};

/** The problems of the sound repository once `changes` are written over it. */
export function problemsWith(changes: Files): string[] {
  const root = mkdtempSync(join(tmpdir(), 'checks-'));
  try {
    for (const [path, content] of Object.entries({ ...sound, ...changes })) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(
        join(root, path),
        typeof content === 'string' ? content : JSON.stringify(content, null, 2),
      );
    }
    return checkRepository(root).map(formatProblem);
  } finally {
    rmSync(root, { recursive: true });
  }
}
