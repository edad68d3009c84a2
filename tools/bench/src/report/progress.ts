/** Where progress goes: a terminal, or a log. */
export interface Output {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

/** One line that is overwritten in a terminal, and lines that stay. A log gets only those that stay. */
export class Progress {
  private readonly out: Output;
  private readonly started: number = performance.now();

  constructor(out: Output) {
    this.out = out;
  }

  say(text: string): void {
    if (!this.out.isTTY) return;
    const seconds = Math.floor((performance.now() - this.started) / 1000);
    const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
    this.out.write(`\r${`${clock}  ${text}`.slice(0, (this.out.columns ?? 80) - 1)}\u001b[K`);
  }

  note(text: string): void {
    this.clear();
    this.out.write(`${text}\n`);
  }

  clear(): void {
    if (this.out.isTTY) this.out.write('\r\u001b[K');
  }
}
