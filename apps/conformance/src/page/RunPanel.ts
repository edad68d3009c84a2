import { byId, element } from '@ggem/page/element';
import { count } from '../ui/format.ts';
import type { Choice, RunProgress } from './BrowserRun.ts';

export interface RunPanelEvents {
  readonly onStart: (choices: readonly Choice[], only: readonly string[] | undefined) => void;
  readonly onStop: () => void;
  readonly onDownload: () => void;
  readonly onFile: (file: File) => void;
}

/** The controls of a run: devices, cases, start, stop and progress. */
export class RunPanel {
  private readonly devices = byId('devices', HTMLElement);
  private readonly only = byId('only', HTMLInputElement);
  private readonly start = byId('start', HTMLButtonElement);
  private readonly stop = byId('stop', HTMLButtonElement);
  private readonly download = byId('download', HTMLButtonElement);
  private readonly open = byId('open', HTMLButtonElement);
  private readonly file = byId('file', HTMLInputElement);
  private readonly progress = byId('progress', HTMLElement);
  private readonly bar = byId('bar', HTMLProgressElement);
  private readonly counted = byId('count', HTMLElement);
  private readonly status = byId('status', HTMLElement);
  private readonly failure = byId('failure', HTMLElement);
  private choices: readonly { readonly choice: Choice; readonly box: HTMLInputElement }[] = [];
  private running = false;
  private startedAt = 0;

  constructor(events: RunPanelEvents) {
    byId('run', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      if (this.start.disabled) return;
      const only = this.only.value.trim();
      events.onStart(this.chosen(), only === '' ? undefined : [only]);
    });
    this.stop.addEventListener('click', () => {
      this.stop.disabled = true;
      this.say('Stopping after this case …');
      events.onStop();
    });
    this.download.addEventListener('click', events.onDownload);
    this.open.addEventListener('click', () => this.file.click());
    this.file.addEventListener('change', () => {
      const [file] = this.file.files ?? [];
      this.file.value = '';
      if (file) events.onFile(file);
    });
  }

  /** Shows the devices that can be chosen. */
  offer(choices: readonly Choice[]): void {
    this.choices = choices.map((choice) => {
      const box = element('input', { type: 'checkbox', checked: true, value: choice.name });
      box.addEventListener('change', () => this.enable());
      return { choice, box };
    });
    this.devices.replaceChildren(
      ...this.choices.map(({ choice, box }) =>
        element('label', {}, box, `${choice.suite.harness.name} ${choice.device}`),
      ),
    );
    this.enable();
  }

  begin(): void {
    this.running = true;
    this.startedAt = performance.now();
    this.progress.hidden = false;
    this.bar.value = 0;
    this.fail(undefined);
    this.enable();
  }

  /** Shows how far the run is. */
  step({ device, done, total }: RunProgress): void {
    this.bar.max = Math.max(1, total);
    this.bar.value = done;
    this.counted.textContent = `${count(done)} of ${count(total)} results, ${Math.round((performance.now() - this.startedAt) / 1000)} s`;
    // Spoken once for each device, since a screen reader should not read every case.
    if (!this.stop.disabled) this.say(`Running on ${device}`);
  }

  ended(text: string, { hasReport }: { readonly hasReport: boolean }): void {
    this.running = false;
    this.progress.hidden = true;
    this.say(text);
    this.download.disabled = !hasReport;
    this.enable();
  }

  say(text: string): void {
    if (this.status.textContent !== text) this.status.textContent = text;
  }

  /** Shows a failure, or hides it. */
  fail(text: string | undefined): void {
    this.failure.hidden = text === undefined;
    this.failure.textContent = text ?? '';
  }

  private chosen(): readonly Choice[] {
    return this.choices.filter(({ box }) => box.checked).map(({ choice }) => choice);
  }

  private enable(): void {
    this.start.disabled = this.running || this.chosen().length === 0;
    this.stop.disabled = !this.running;
    this.open.disabled = this.running;
    this.only.disabled = this.running;
    if (this.running) this.download.disabled = true;
    for (const { box } of this.choices) box.disabled = this.running;
  }
}
