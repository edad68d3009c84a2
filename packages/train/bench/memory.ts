import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/*
 * The most memory that the command line takes to train on many images: `npx tsx bench/memory.ts vit.onnx FOLDER [count]`, with a
 * folder of images for each class, such as ViT-Tiny, Flowers-17 and 10,000. Images repeat under other names until there are so
 * many. One epoch of the last block with GGeM, tokens on the disk: 600 KB an image of ViT-Tiny. Linux, after a build.
 */

const [model, images, count = '10000'] = process.argv.slice(2);
if (model === undefined || images === undefined)
  throw new Error('usage: npx tsx bench/memory.ts vit.onnx FOLDER [count]');

const folder = await mkdtemp(join(tmpdir(), 'ggem-memory-'));
try {
  const classes = (await readdir(images, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const files = await Promise.all(
    classes.map(async ({ name }) =>
      (await readdir(join(images, name))).map((file) => ({ name, path: resolve(images, name, file) })),
    ),
  );
  // One of each class in turn, so that few images have all classes too.
  const longest = Math.max(...files.map(({ length }) => length));
  const turns = Array.from({ length: longest }, (_, i) => files.flatMap((list) => list[i] ?? [])).flat();
  for (const { name } of classes) await mkdir(join(folder, 'images', name), { recursive: true });
  for (let i = 0; i < Number(count); i++) {
    const { name, path } = turns[i % turns.length]!;
    await symlink(path, join(folder, 'images', name, `${i}-${basename(path)}`));
  }
  const bin = fileURLToPath(new URL('../dist/cli/bin.js', import.meta.url));
  const out = join(folder, 'tuned.onnx');
  const options = `--pooling ggem --groups 3 --blocks 1 --epochs 1 --images ${join(folder, 'images')} --out ${out}`;
  const child = spawn(process.execPath, [bin, resolve(model), ...options.split(' ')], { stdio: 'inherit' });
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  let most = 0;
  let isRunning = true;
  void ended.then(() => {
    isRunning = false;
  });
  while (isRunning) {
    // The kernel keeps the highest value itself.
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
    most = Math.max(most, Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0));
    await setTimeout(200);
  }
  if ((await ended) !== 0) throw new Error('memory: the run failed; its error is above.');
  console.log(`${count} images: ${(most / 2 ** 20).toFixed(2)} GiB at most`);
} finally {
  await rm(folder, { recursive: true });
}
