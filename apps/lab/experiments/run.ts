import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { main } from '../src/cli/main.ts';
import { digest } from './digest.ts';
import { type Experiment, type Run, readExperiments } from './experiment.ts';
import { prepare } from './prepare/prepare.ts';

// Runs experiments of this folder, and keeps their results in `results`: `npx tsx experiments/run.ts table-2 --data DIR --models DIR`.
// A run that was stopped goes on; one whose result is there already is passed over, unless `--again` is given.

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: 'string', default: '../../../shared/data' },
    models: { type: 'string', default: '../../../shared/models' },
    work: { type: 'string', default: join(homedir(), '.cache/ggem-lab/experiments') },
    threads: { type: 'string' },
    again: { type: 'boolean' },
  },
});
const folders = {
  data: resolve(values.data),
  models: resolve(values.models),
  work: resolve(values.work),
  lab: resolve(import.meta.dirname, '..'),
};
const results = join(import.meta.dirname, 'results');
const abort = new AbortController();
process.once('SIGINT', () => abort.abort());
const terminal = {
  out: (line: string) => console.log(line),
  err: (text: string) => void process.stderr.write(text),
  isTerminal: process.stderr.isTTY,
};

const experiments = await readExperiments();
const wanted = positionals.length === 0 ? [...experiments.keys()] : positionals;
for (const name of wanted) {
  const [key = '', only] = name.split('/');
  const experiment = experiments.get(key);
  if (experiment === undefined) {
    throw new Error(`experiments: ${key} is none of ${[...experiments.keys()].join(', ')}.`);
  }
  await runExperiment(key, experiment, only);
}

async function runExperiment(name: string, { paper, runs }: Experiment, only: string | undefined) {
  for (const [label, run] of Object.entries(runs)) {
    if (only !== undefined && label !== only) continue;
    const kept = join(results, name, `${label}.json`);
    if (!values.again && (await isThere(kept))) {
      console.log(`${paper}, ${label}: done, ${kept}`);
      continue;
    }
    for (const step of run.prepare ?? []) await prepare(step, folders);
    console.log(`${paper}, ${label}: ${run.command}`);
    const folder = join(folders.work, name, label);
    const begun = await readJson<number>(join(folder, 'minutes.json'), 0);
    const atStart = process.cpuUsage();
    const minutes = (): number => {
      const { user, system } = process.cpuUsage(atStart);
      return begun + (user + system) / 6e7;
    };
    // A run that was stopped counts too.
    const keepMinutes = () => writeFile(join(folder, 'minutes.json'), minutes().toFixed(2));
    const often = setInterval(keepMinutes, 10_000).unref();
    const result = await resultOf(name, label, run, keepMinutes);
    clearInterval(often);
    await mkdir(join(results, name), { recursive: true });
    await writeFile(kept, `${JSON.stringify(digest(result, folders))}\n`);
    const all = join(results, 'minutes.json');
    const known = await readJson<Record<string, number>>(all, {});
    const rounded = Number(minutes().toFixed(1));
    await writeFile(all, `${JSON.stringify({ ...known, [`${name}/${label}`]: rounded }, null, 2)}\n`);
    console.log(`${paper}, ${label}: ${rounded} CPU minutes, ${kept}`);
  }
}

async function readJson<T>(path: string, otherwise: T): Promise<T> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  return text === undefined ? otherwise : (JSON.parse(text) as T);
}

async function resultOf(
  name: string,
  label: string,
  { command, options, models }: Run,
  onEnd: () => Promise<void>,
): Promise<unknown> {
  const folder = join(folders.work, name, label);
  if (models === undefined) return runLab(command, options, folder, onEnd);
  const [from, only = ''] = [models.slice(0, models.lastIndexOf('/')), models.split('/').at(-1)];
  const files = (await readdir(join(folders.work, from, 'models')))
    .filter((file) => file.includes(only))
    .sort();
  const all: Record<string, unknown> = {};
  for (const file of files) {
    const model = join(folders.work, from, 'models', file);
    all[file] = await runLab(command, { ...options, model }, join(folder, file), onEnd);
  }
  return all;
}

async function runLab(
  command: string,
  options: Run['options'],
  out: string,
  onEnd: () => Promise<void>,
): Promise<unknown> {
  await mkdir(out, { recursive: true });
  const text = JSON.stringify({ ...options, out }, null, 2);
  const config = join(out, 'config.json');
  await writeFile(
    config,
    text.replaceAll(/\{(data|models|work|lab)\}/g, (_, key: keyof typeof folders) => folders[key]),
  );
  const threads = values.threads === undefined ? [] : ['--threads', values.threads];
  const code = await main(
    [command, '--config', config, ...(command === 'heads' ? [] : threads)],
    terminal,
    abort.signal,
  );
  await onEnd();
  if (code !== 0) process.exit(code);
  return JSON.parse(await readFile(join(out, 'result.json'), 'utf8'));
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
