import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SmallRun, smallRun } from './smallRun.ts';

const hasRedis = spawnSync('redis-server', ['--version']).status === 0;
if (!hasRedis) console.warn('skipped: there is no redis-server (apt-get install redis-server)');

let small: SmallRun;
const children: ChildProcess[] = [];
beforeAll(async () => {
  small = await smallRun(20);
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await small.remove();
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { readonly port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts a program, and waits until it says something. */
async function started(program: string, args: readonly string[], word: string): Promise<ChildProcess & Said> {
  const child = spawn(program, args) as ChildProcess & Said;
  children.push(child);
  child.said = '';
  await new Promise<void>((resolve, reject) => {
    const hear = (text: Buffer): void => {
      child.said += text.toString();
      if (child.said.includes(word)) resolve();
    };
    child.stdout!.on('data', hear);
    child.stderr!.on('data', hear);
    child.on('exit', (code) => reject(new Error(`${program} ended with ${code}: ${child.said}`)));
  });
  return child;
}

interface Said {
  said: string;
}

const given =
  'compare --model {}/vit.onnx --images {}/images --crop 1 --mean 0.5 --std 0.5 --draws 200 --poolings mean,max --by knn';
const bin = fileURLToPath(new URL('../dist/cli/bin.js', import.meta.url));
const countOf = (text: string, word: string): number => text.split(word).length - 1;

describe.skipIf(!hasRedis)('ggem-lab worker', () => {
  it('gives the result of one process bit for bit, though one of three workers is killed at work', async () => {
    // Images that take a while, so that a worker is killed while it is at them.
    for (const name of await readdir(small.at('images'), { recursive: true })) {
      if (!name.endsWith('.png')) continue;
      const file = small.at(`images/${name}`);
      const large = await sharp(await readFile(file))
        .resize(500, 500, { kernel: 'nearest' })
        .png()
        .toBuffer();
      await writeFile(file, large);
    }
    await writeFile(small.at('images/squares/bad.jpg'), 'no image');
    const url = `redis://127.0.0.1:${await freePort()}`;
    const port = new URL(url).port;
    await started('redis-server', ['--port', port, '--save', '', '--bind', '127.0.0.1'], 'eady to accept');
    const args = [bin, 'worker', '--queue', url, '--threads', '1'];
    const workers = await Promise.all(
      [1, 2, 3].map(() => started(process.execPath, args, `listens at ${url} with 1 threads`)),
    );
    let victim: (ChildProcess & Said) | undefined;
    for (const worker of workers) {
      worker.stderr!.on('data', () => {
        if (!worker.said.includes('takes ')) return;
        victim ??= worker;
        victim.kill('SIGKILL');
      });
    }
    const { code, err } = await small.run(`${given} --cache {}/queue --out {}/queue-run --queue ${url}`);
    expect(code, err).toBe(0);
    expect(err).toContain(`3 workers listen at ${url}`);
    expect(err).toContain('0 images there, 61 to compute');
    // Every image is counted once, to the last one.
    expect(err).toContain('tokens 61/61');
    expect(err).not.toMatch(/tokens (6[2-9]|[7-9]\d|\d{3,})\//);
    expect(victim!.signalCode).toBe('SIGKILL');
    const all = workers.map(({ said }) => said).join('');
    // Four shards: the one that was lost is taken twice. A worker that is taken for dead on a slow machine makes it more.
    expect([countOf(victim!.said, 'takes '), countOf(victim!.said, 'gave ')]).toEqual([1, 0]);
    expect(countOf(all, 'takes ')).toBeGreaterThanOrEqual(5);
    expect(countOf(all, 'gave ')).toBeGreaterThanOrEqual(4);

    const alone = await small.run(`${given} --cache {}/alone --out {}/alone-run --threads 1`);
    expect(alone.code).toBe(0);
    const [together, single] = await Promise.all(
      ['queue-run', 'alone-run'].map((run) => readFile(small.at(`${run}/result.json`), 'utf8')),
    );
    expect(together).toBe(single);
    const shards = async (cache: string) => (await readdir(small.at(cache), { recursive: true })).sort();
    // Shards are named after the hash of their bytes.
    expect(await shards('queue')).toEqual(await shards('alone'));

    const stopped = await small.run(`${given} --cache {}/stopped --out {}/x --queue ${url}`, 'images/s');
    expect(stopped.code).toBe(130);
    const { err: later } = await small.run(`${given} --cache {}/stopped --out {}/went-on --queue ${url}`);
    expect(later).not.toContain(' 0 images there');
    expect(await readFile(small.at('went-on/result.json'), 'utf8')).toBe(single);
    const left = spawnSync('redis-cli', ['-p', port, 'keys', 'ggem-lab:[mr]*']).stdout.toString().trim();
    expect(left, 'no model and no run is left').toBe('');

    const second = workers.find((worker) => worker !== victim)!;
    second.kill('SIGINT');
    await new Promise((resolve) => second.once('close', resolve));
    expect(second.exitCode).toBe(0);
    expect(second.said).toMatch(/\d+ images in all\.\n$/);
  });
});

describe('a queue that is not there gets one sentence:', () => {
  it.each([
    ['worker', 'worker: --queue is missing, such as redis://localhost:6379.'],
    [
      'worker --queue localhost',
      'lab: --queue must be the address of a Redis, but "localhost" came. Say --queue redis://localhost:6379.',
    ],
    [
      'worker --queue redis://:secret@127.0.0.1:9',
      'lab: a Redis must answer at redis://:***@127.0.0.1:9, but connect ECONNREFUSED 127.0.0.1:9. Start one',
    ],
    [
      `${given} --queue redis://127.0.0.1:9 --cache {}/none`,
      'lab: a Redis must answer at redis://127.0.0.1:9, but connect ECONNREFUSED',
    ],
  ])('%s', async (args, sentence) => {
    const { code, err } = await small.run(args);
    expect(code).toBe(1);
    expect(err).toContain(sentence);
  });
});
