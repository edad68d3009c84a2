import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { repository } from './repository.ts';
import { repositoryAddress } from './repositoryAddress.ts';
import { runNx } from './runNx.ts';

/** `pnpm release`: builds all packages and publishes those whose version the registry does not have. */
try {
  repositoryAddress(repository);
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}
const build = await runNx(['run-many', '-t', 'build', '--output-style=static']);
if (build.code !== 0) {
  console.error(`${build.output}\nrelease: the build failed: see above. Nothing was published.`);
  process.exit(1);
}
const changesets = createRequire(import.meta.url).resolve('@changesets/cli/bin.js');
const { status } = spawnSync(process.execPath, [changesets, 'publish'], {
  cwd: repository,
  stdio: 'inherit',
});
process.exit(status ?? 1);
