import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import docsManifest from '../package.json' with { type: 'json' };
import { editorFields } from '../site/editorFields.ts';
import { rootManifest } from '../site/rootManifest.ts';
import { docs, docsFiles } from './support/docs.ts';

const pages = docsFiles(/\.md$/, 'start').map((file) => file.slice(6, -3));

describe('the form that opens a Start page in an online editor', () => {
  it.each(pages)('has for %s the code that runs in the tests', (page) => {
    const shown = readFileSync(join(docs, `start/${page}.md`), 'utf8');
    const [, program] = /^<<< \.\/(\w+\.m?js)$/m.exec(shown) ?? [];
    const code = readFileSync(join(docs, 'start', program!), 'utf8');
    expect(editorFields(page)['project[files][main.js]']).toBe(code);
  });

  it('installs what the code imports, in the versions that the tests run', () => {
    const { version } = JSON.parse(readFileSync(join(docs, '../packages/onnx/package.json'), 'utf8'));
    const { devDependencies: own } = docsManifest;
    const manifest = (page: string) => JSON.parse(editorFields(page)['project[files][package.json]']!);
    expect(manifest('onnx').dependencies).toEqual({
      '@ggem/onnx': `^${version}`,
      'onnxruntime-common': own['onnxruntime-common'],
      'onnxruntime-web': own['onnxruntime-web'],
    });
    expect(manifest('tfjs')).toMatchObject({
      scripts: { start: 'vite' },
      dependencies: { '@ggem/tfjs': `^${version}`, '@tensorflow/tfjs': own['@tensorflow/tfjs'] },
      devDependencies: { vite: rootManifest.devDependencies.vite },
    });
  });
});
