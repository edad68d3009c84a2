// The source is imported, not the package, since nothing is built when this script starts.
import { spawnSync } from 'node:child_process';
import { findChromium } from '../../browser/src/findChromium.ts';
import { countTests } from './countTests.ts';
import { failedTests } from './failedTests.ts';
import { runNx } from './runNx.ts';

/** `pnpm test`: finds a browser first, then runs all tests. Its arguments are passed to Nx. */
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

for (const test of failedTests(output)) console.error(`${test}\n`);
const { passed, failed, skipped } = countTests(output);
if (code !== 0 && failed === 0) {
  console.error('Failed outside the tests themselves: see the output above.');
} else {
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
}
process.exit(code);

/** The version of the browser, by which Nx caches results: another version may give other results, another path does not. */
function version(path: string): string {
  // On Windows this command opens a window and prints nothing, so that the path is used instead.
  if (process.platform === 'win32') return path;
  return spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout.trim();
}
