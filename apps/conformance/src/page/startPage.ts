import { isGood } from '@ggem/conformance';
import { byId } from '@ggem/page/element';
import { parseReport, type Report } from '../run/report.ts';
import { ReportView } from '../ui/ReportView.ts';
import { type Choice, choicesOf, type RunProgress, runInBrowser } from './BrowserRun.ts';
import { pageCases } from './pageCases.ts';
import { RunPanel } from './RunPanel.ts';
import { saveReport } from './saveReport.ts';
import { thisBrowser } from './thisBrowser.ts';

/** How often the matrix is drawn during a run, in ms. */
const frame = 400;

const content = byId('content', HTMLElement);
const view = new ReportView(content, async (id) => (await pageCases()).find((one) => one.id === id));
const host = thisBrowser();
let problems: readonly string[] = [];
let shown: Report | undefined;
let stop = new AbortController();

const panel = new RunPanel({
  onStart: (choices, only) => void run(choices, only),
  onStop: () => stop.abort(),
  onDownload: () => shown && saveReport(shown),
  onFile: (file) => void open(file),
});
void load();

async function load(): Promise<void> {
  try {
    // The libraries are large, so that they are loaded after the page is shown.
    const { loadSuites } = await import('./loadSuites.ts');
    const loaded = await loadSuites();
    problems = loaded.problems;
    panel.offer(choicesOf(loaded.suites, host));
    if (problems.length > 0) panel.fail(problems.join(' '));
  } catch (error) {
    panel.fail(`The adapters could not be loaded. ${reason(error)} Reload the page.`);
  }
}

async function run(choices: readonly Choice[], only: readonly string[] | undefined): Promise<void> {
  stop = new AbortController();
  panel.begin();
  try {
    const report = await runInBrowser(choices, {
      cases: await pageCases(),
      only,
      host,
      problems,
      signal: stop.signal,
      onChange: eachFrame((progress) => {
        content.hidden = false;
        panel.step(progress);
        view.run(progress.state);
      }),
    });
    show(report);
    const how = stop.signal.aborted
      ? 'Stopped.'
      : isGood(report)
        ? 'Done: it conforms.'
        : 'Done: it does not conform.';
    panel.ended(how, { hasReport: true });
  } catch (error) {
    panel.fail(`The run could not be made. ${reason(error)}`);
    panel.ended('', { hasReport: shown !== undefined });
  }
}

async function open(file: File): Promise<void> {
  try {
    show(parseReport(await file.text()));
    panel.fail(undefined);
    panel.ended(`This is the result in ${file.name}.`, { hasReport: true });
  } catch (error) {
    panel.fail(reason(error));
  }
}

function show(report: Report): void {
  shown = report;
  content.hidden = false;
  view.report(report);
}

/** Draws progress, but not more often than the eye can follow. */
function eachFrame(draw: (progress: RunProgress) => void): (progress: RunProgress) => void {
  let last = 0;
  let device = '';
  return (progress) => {
    const now = performance.now();
    if (now - last < frame && progress.device === device) return;
    draw(progress);
    last = performance.now();
    device = progress.device;
  };
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
