// The source, not the package: nothing is built when this script starts.
import { spawnSync } from 'node:child_process';
import { findChromium } from '../../browser/src/findChromium.ts';
import { countTests } from './countTests.ts';
import { runNx } from './runNx.ts';

/** `pnpm test`: finds a browser before anything else, then runs every test; its arguments go on to Nx. */
const chromium = await findChromium().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
const colours = process.stdout.isTTY ? { FORCE_COLOR: '1' } : {};
const { code, output } = await runNx(
  ['run-many', '--targets=test', '--parallel=2', '--output-style=static', ...process.argv.slice(2)],
  {
    env: { ...colours, CHROMIUM_PATH: chromium, CHROMIUM_VERSION: version(chromium) },
    onOutput: (text) => process.stdout.write(text),
  },
);

const { passed, failed, skipped } = countTests(output);
if (code !== 0 && failed === 0) {
  console.error('Failed outside the tests themselves: see the output above.');
} else {
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
}
process.exit(code);

/** What Nx keys its cache on: a new browser may give new results, the same one in another place does not. */
function version(path: string): string {
  // On Windows the question opens a window instead of answering.
  if (process.platform === 'win32') return path;
  return spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout.trim();
}
