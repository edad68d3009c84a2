import type { Row } from '@ggem/conformance';

/** Where progress goes: a terminal, or a log. */
export interface Output {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

/** Says how far a run is: one line that is written over in a terminal, a line now and then in a log. */
export class Progress {
  private readonly out: Output;
  private readonly total: number;
  private readonly perDevice: number;
  private readonly every: number;
  private readonly started = performance.now();
  private readonly running = new Map<string, number>();
  private shown: number;
  private done = 0;
  private bad = 0;

  constructor(out: Output, devices: number, cases: number) {
    this.out = out;
    this.total = devices * cases;
    this.perDevice = cases;
    this.every = out.isTTY ? 200 : 15_000;
    this.shown = this.started;
  }

  start(device: string): void {
    this.running.set(device, 0);
  }

  row({ device, outcome }: Row): void {
    this.done++;
    if (outcome === 'fail' || outcome === 'xpass') this.bad++;
    this.running.set(device, (this.running.get(device) ?? 0) + 1);
    const now = performance.now();
    if (now - this.shown < this.every) return;
    this.shown = now;
    if (this.out.isTTY) this.out.write(`\r${this.line()}\u001b[K`);
    else this.out.write(`${this.line()}\n`);
  }

  /** A device has ended; `text` is its result, a line that stays. */
  end(device: string, text: string): void {
    this.running.delete(device);
    this.clear();
    this.out.write(`${text}\n`);
  }

  /** Takes the live line away. */
  clear(): void {
    if (this.out.isTTY) this.out.write('\r\u001b[K');
  }

  private line(): string {
    const percent = Math.floor((100 * this.done) / Math.max(1, this.total));
    const devices = [...this.running].map(([name, rows]) => `${name} ${rows}/${this.perDevice}`);
    const bad = this.bad > 0 ? `, ${this.bad} failed` : '';
    const time = clock(performance.now() - this.started);
    const line = `${time}  ${percent} %, ${this.done} of ${this.total}${bad}  ${devices.join('  ')}`;
    return this.out.isTTY ? line.slice(0, (this.out.columns ?? 80) - 1) : line;
  }
}

/** `1:05` for 65 seconds. */
export function clock(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
