import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What the benchmark's table shows: times at the main size, and the machine. */
export interface Benchmark {
  readonly date: string;
  readonly machine: Readonly<Record<string, string | number>>;
  /** The fastest forward pass first. */
  readonly lines: readonly BenchmarkLine[];
}

export interface BenchmarkLine {
  readonly name: string;
  readonly ours: boolean;
  /** Median milliseconds of a call. */
  readonly forward?: number;
  readonly gradient?: number;
}

interface Result extends Omit<Benchmark, 'lines'> {
  readonly rows: readonly Row[];
}

interface Row {
  readonly adapter: string;
  readonly device: string;
  readonly how: string;
  readonly variant?: string;
  readonly threads: number;
  readonly spec: string;
  readonly pass: 'forward' | 'gradient';
  readonly batch: number;
  readonly tokens: number;
  readonly medianMs: number;
}

const file = join(import.meta.dirname, '../../tools/bench/result.json');

/** The benchmark's checked-in result. VitePress calls `load` and looks for the default export. */
export const data: Benchmark = { date: '', machine: {}, lines: [] };

export default {
  watch: [file],
  load: async (): Promise<Benchmark> => {
    const { date, machine, rows } = JSON.parse(await readFile(file, 'utf8')) as Result;
    return { date, machine, lines: linesOf(rows) };
  },
};

function linesOf(rows: readonly Row[]): readonly BenchmarkLine[] {
  const found = new Map<string, BenchmarkLine>();
  for (const { adapter, device, how, variant, threads, spec, pass, batch, tokens, medianMs } of rows) {
    if (spec !== 'ggem' || batch !== 8 || tokens !== 196) continue;
    const notes = [how === 'ours' ? '' : how, variant ?? '', threads > 1 ? `${threads} threads` : ''];
    const said = notes.filter((note) => note !== '').join(', ');
    const name = `${adapter}, ${device}${said === '' ? '' : ` (${said})`}`;
    found.set(name, { ...found.get(name), name, ours: how === 'ours', [pass]: medianMs });
  }
  return [...found.values()].sort((a, b) => (a.forward ?? 1e9) - (b.forward ?? 1e9));
}
