import { spawn } from 'node:child_process';

/** Why Debian's package could not be installed; undefined when it was. */
export type InstallFailure = string | undefined;

/**
 * Installs Debian's `chromium` package, as root or through a sudo that asks for no password. It returns a reason rather than
 * throwing, since the caller has better advice.
 */
export async function installChromium(): Promise<InstallFailure> {
  if (process.platform !== 'linux' || (await run(['apt-get', '--version'])).code !== 0) {
    return 'this machine has no apt-get to install it with';
  }
  const isRoot = process.getuid?.() === 0;
  if (!isRoot && (await run(['sudo', '-n', 'true'])).code !== 0) {
    return 'installing it needs root, or sudo without a password';
  }
  const prefix = isRoot ? [] : ['sudo', '-n'];
  const apt = [
    ...prefix,
    'env',
    'DEBIAN_FRONTEND=noninteractive',
    'apt-get',
    '-o',
    'DPkg::Lock::Timeout=300',
  ];

  process.stderr.write(
    "No Chromium found: installing Debian's chromium package with apt-get (a minute or two)\n",
  );
  // An update may fail because of another package source; only the installation itself must succeed.
  await run([...apt, '-q', 'update']);
  // Without a font, text has no size and cannot be clicked.
  const packages = ['chromium', 'fonts-liberation'];
  const install = await run([...apt, '-q', 'install', '--yes', '--no-install-recommends', ...packages]);
  if (install.code === 0) return undefined;
  const reason = install.output.split('\n').findLast((line) => line.startsWith('E: '));
  return `apt-get could not install it (${reason?.slice(3) ?? `exit code ${install.code}`})`;
}

function run(command: readonly string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const [program = '', ...args] = command;
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (text: Buffer) => {
        output += text;
      });
    }
    child.on('error', (error) => resolve({ code: 127, output: error.message }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
