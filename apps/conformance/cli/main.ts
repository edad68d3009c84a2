import { runNx } from '@ggem/scripts/src/runNx.ts';
import { help } from './help.ts';
import { type Options, readOptions, UsageError } from './options.ts';

/**
 * `pnpm conformance`: builds what it needs, saying nothing unless that fails, then runs. Whatever needs no build, the
 * help and a wrong option, is answered at once; so nothing that is built may be imported above.
 */
const options = understand();
if (options?.help) process.stdout.write(help);
else if (options) await start(options);

async function start(options: Options): Promise<void> {
  const cancel = (): never => process.exit(130);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, cancel);
  const build = await runNx([
    'run-many',
    '-t',
    'build',
    '-p',
    '@ggem/conformance-app',
    '--output-style=static',
  ]);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, cancel);
  if (build.code !== 0) {
    console.error(`${build.output}\nThe suite could not be built: see above.`);
    process.exitCode = 1;
    return;
  }
  const { conform } = await import('./conform.ts');
  process.exitCode = await conform(options);
}

function understand(): Options | undefined {
  try {
    return readOptions(process.argv.slice(2), process.env);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
    return undefined;
  }
}
