import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import type { Plugin } from 'vite';

const lab = join(import.meta.dirname, '../lab');

/** Three of each of the twelve shapes: enough that one of the same class can be found. */
const count = 36;

/**
 * Puts what the page opens with beside it: the laboratory's small model and generated scenes, drawn by the laboratory itself,
 * as `scenes/`: `scenes.onnx`, `preprocessor_config.json`, `scenes.json` (a list of class and file) and the pictures.
 */
export function scenes(): Plugin {
  let files: Promise<ReadonlyMap<string, Uint8Array>> | undefined;
  const read = (): Promise<ReadonlyMap<string, Uint8Array>> => {
    files ??= sceneFiles();
    return files;
  };
  return {
    name: 'scenes',
    configureServer({ middlewares }) {
      middlewares.use(async (request, response, next) => {
        const name = /\/scenes\/([^/?]+)/.exec(request.url ?? '')?.[1];
        const found = name === undefined ? undefined : (await read()).get(name);
        if (found === undefined) next();
        else response.end(found);
      });
    },
    async generateBundle() {
      for (const [name, source] of await read()) {
        this.emitFile({ type: 'asset', fileName: `scenes/${name}`, source });
      }
    },
  };
}

async function sceneFiles(): Promise<ReadonlyMap<string, Uint8Array>> {
  const folder = await mkdtemp(join(tmpdir(), 'ggem-scenes-'));
  try {
    const options = ['--out', folder, '--count', String(count), '--size', '128'];
    await promisify(execFile)(process.execPath, [join(lab, 'dist/cli/bin.js'), 'scenes', ...options]);
    const [, ...lines] = (await readFile(join(folder, 'scenes.csv'), 'utf8')).trim().split('\n');
    const list = lines.map((line) => {
      const [path = '', label = '', caption = ''] = line.split(',');
      return { path, label, caption, file: `${label}-${basename(path)}` };
    });
    const pictures = await Promise.all(
      list.map(async ({ path, file }) => [file, await readFile(join(folder, path))] as const),
    );
    return new Map<string, Uint8Array>([
      ['scenes.onnx', await readFile(join(lab, 'model/scenes.onnx'))],
      ['preprocessor_config.json', await readFile(join(lab, 'model/preprocessor_config.json'))],
      [
        'scenes.json',
        Buffer.from(JSON.stringify(list.map(({ file, label, caption }) => ({ file, label, caption })))),
      ],
      ...pictures,
    ]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
