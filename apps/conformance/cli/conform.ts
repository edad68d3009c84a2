import { isGood } from '@ggem/conformance';
import { type Options, UsageError } from './options.ts';
import { runAll } from './runAll.ts';
import { serve } from './serve.ts';
import { summary } from './summary.ts';
import { writeReport } from './writeReport.ts';

const interrupts = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs the suite, or serves the page, as the options say; gives the exit code. An interrupt ends it cleanly. */
export async function conform(options: Options): Promise<number> {
  const interrupt = new AbortController();
  const onSignal = (): void => {
    interrupt.abort();
    // A computation that does not stop is ended with the process after this time; the browsers are closed by then.
    setTimeout(() => process.exit(130), 5000).unref();
  };
  for (const signal of interrupts) process.on(signal, onSignal);
  try {
    if (options.serve) {
      await serve(process.env.PORT, interrupt.signal);
      return 0;
    }
    const report = await runAll(options, process.stderr, interrupt.signal);
    const files = await writeReport(report, options);
    console.log(['', summary(report), ...files.map((file) => `  ${file}`)].join('\n'));
    return isGood(report) ? 0 : 1;
  } catch (error) {
    if (interrupt.signal.aborted) {
      console.error('Interrupted: nothing was written.');
      return 130;
    }
    console.error(error instanceof UsageError ? error.message : error);
    return 1;
  } finally {
    for (const signal of interrupts) process.off(signal, onSignal);
  }
}
