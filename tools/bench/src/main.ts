import { runNx } from '@ggem/scripts/src/runNx.ts';
import { help } from './help.ts';
import { type Options, readOptions, UsageError } from './options.ts';

/**
 * `pnpm bench`: builds what it needs, without output unless that fails, then measures. The help and errors about options
 * need no build and come at once, so that nothing that is built may be imported above.
 */
const options = understand();
if (options?.help) process.stdout.write(help);
else if (options) await start(options);

async function start(options: Options): Promise<void> {
  const cancel = (): never => process.exit(130);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, cancel);
  const target = options.browser ? 'build-page' : 'build-packages';
  const build = await runNx(['run', `@ggem/bench:${target}`, '--output-style=static']);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, cancel);
  if (build.code !== 0) {
    console.error(`${build.output}\nThe benchmark could not be built: see above.`);
    process.exitCode = 1;
    return;
  }
  const { bench } = await import('./bench.ts');
  process.exitCode = await bench(options);
}

function understand(): Options | undefined {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
    return undefined;
  }
}
