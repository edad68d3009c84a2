import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { repository } from './repository.ts';
import { runNx } from './runNx.ts';

/**
 * `run.ts PROJECT SCRIPT [ARGUMENTS]`: builds what a project needs, without output unless that fails, then runs a script of
 * it in this terminal, where it gets Ctrl-C.
 */
const [project = '', script = '', ...args] = process.argv.slice(2);
const build = await runNx(['run-many', '-t', 'build', '-p', project, '--output-style=static']);
if (build.code !== 0) {
  console.error(`${build.output}\n${project} could not be built: see above.`);
  process.exit(1);
}
const child = spawn(process.execPath, ['--import', 'tsx', join(repository, script), ...args], {
  stdio: 'inherit',
});
// The terminal sends Ctrl-C to both. This process waits, so that the script can save results before it ends.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('close', (code, signal) => process.exit(signal === null ? (code ?? 1) : 130));
