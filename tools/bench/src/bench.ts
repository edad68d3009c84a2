import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Contender, nameOf } from './contender.ts';
import { loadContenders } from './contenders.ts';
import type { Options } from './options.ts';
import { makePlan } from './plan.ts';
import { bars } from './report/bars.ts';
import { describeMachine } from './report/machine.ts';
import { memoryTable } from './report/memoryTable.ts';
import { picture } from './report/picture.ts';
import { Progress } from './report/progress.ts';
import { table } from './report/table.ts';
import { formatResult, parseResult, type Result } from './result.ts';
import { effortOf } from './run/effort.ts';
import { measureAll, titleOf } from './run/measureAll.ts';
import { isTold, measureMemory } from './run/measureMemory.ts';
import type { Row } from './run/row.ts';
import { selected } from './selected.ts';
import type { Measure } from './workload.ts';

/** Runs the benchmark, writes what was asked for, and returns the exit code. */
export async function bench(options: Options): Promise<number> {
  if (options.list) return list();
  const result = options.from ? again(options.from) : await measured(options);
  if (result.rows.length === 0) {
    console.error('Nothing was measured.');
    return 1;
  }
  process.stdout.write(`\n${bars(result.rows)}`);
  write(options.json, formatResult(result));
  write(options.svg, picture(result));
  return interrupted ? 130 : 0;
}

let interrupted = false;

async function list(): Promise<number> {
  for (const contender of await loadContenders((text) => console.error(text))) console.log(nameOf(contender));
  return 0;
}

function again(file: string): Result {
  const result = parseResult(JSON.parse(readFileSync(file, 'utf8')));
  for (const { title, rows } of byMeasure(result.rows)) process.stdout.write(`\n${title}\n${table(rows)}\n`);
  process.stdout.write(`\n${memoryTable(result.rows)}\n`);
  return result;
}

async function measured(options: Options): Promise<Result> {
  const progress = new Progress(process.stdout);
  const stop = new AbortController();
  let stoppedAt = 0;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      // The terminal and pnpm may both send this signal. Only one that comes later is a second Ctrl-C.
      if (stop.signal.aborted && performance.now() - stoppedAt > 1000) process.exit(130);
      if (stop.signal.aborted) return;
      stoppedAt = performance.now();
      interrupted = true;
      stop.abort();
      progress.note('Stopping after this call; what was measured is kept.');
    });
  }
  const problems: string[] = [];
  const onProblem = (text: string): void => {
    problems.push(text);
    progress.note(`  - ${text}`);
  };
  const rows: Row[] = [];
  const plan = makePlan(options);
  const common = {
    effort: (measure: Measure) => effortOf(measure, options.quick),
    signal: stop.signal,
    onProblem,
    onProgress: (text: string) => progress.say(text),
  };
  let machine = describeMachine();
  const keep = (title: string, own: readonly Row[]): void => {
    rows.push(...own);
    if (own.length > 0) progress.note(`\n${title}\n${table(own)}`);
  };
  if (options.browser) {
    const { measureInBrowser } = await import('./browser/measureInBrowser.ts');
    const about = await measureInBrowser(plan, options, {
      ...common,
      onRows: (measure, own) => keep(titleOf(measure), own),
    });
    machine = { ...machine, ...about };
  } else {
    const contenders = selected(await loadContenders(onProblem), options.only);
    await measureAll(contenders, plan, { ...common, onRows: (measure, own) => keep(titleOf(measure), own) });
    if (options.memory) await addMemory(rows, contenders, progress, stop.signal);
  }
  progress.clear();
  return {
    format: 'ggem-bench',
    version: 1,
    date: new Date().toISOString().slice(0, 10),
    machine,
    rows,
    problems,
  };
}

/** Adds the peak of memory to the rows for which it is reported. */
async function addMemory(
  rows: Row[],
  contenders: readonly Contender[],
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const told = rows.filter(isTold);
  if (told.length === 0 || signal.aborted) return;
  progress.note('\nMeasuring memory, each contender in a process of its own.');
  const peaks = await measureMemory(told, contenders, { signal, onProgress: (text) => progress.say(text) });
  for (const [row, peakMiB] of peaks) rows[rows.indexOf(row)] = { ...row, peakMiB };
  progress.note(memoryTable(rows));
}

/** Rows grouped by measure, in the order in which they were measured. */
export function byMeasure(rows: readonly Row[]): readonly { readonly title: string; readonly rows: Row[] }[] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const title = titleOf(row);
    groups.set(title, [...(groups.get(title) ?? []), row]);
  }
  return [...groups].map(([title, own]) => ({ title, rows: own }));
}

function write(file: string | undefined, text: string): void {
  if (file === undefined) return;
  const path = resolve(process.env.INIT_CWD ?? '.', file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  console.log(`Wrote ${file}`);
}
