import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { workplace } from './workplace.ts';

const place = workplace();
const packageFolder = fileURLToPath(new URL('../..', import.meta.url));

/** Runs the program with one stream closed at its other end; gives its exit code and what the other stream got. */
function withoutReader(stream: 'out' | 'err', args: string): string {
  const redirect = stream === 'out' ? '' : '2>&1 >&3';
  const command = `node --import tsx src/cli/bin.ts ${args}`;
  // The right side of the pipe is gone before the program writes a line.
  const script = `{ { ${command} ${redirect}; echo "exit code $?" >&3; } | true; } 3>&1`;
  const { stdout, stderr } = spawnSync('sh', ['-c', script], {
    cwd: packageFolder,
    encoding: 'utf8',
  });
  return stderr + stdout;
}

describe.skipIf(process.platform === 'win32')('ggem-onnx', () => {
  it('ends quietly when nobody reads on, as head does not', () => {
    expect(withoutReader('out', `inspect ${place.model} --json --all`)).toBe('exit code 0\n');
    expect(withoutReader('out', `inspect ${place.at('nothing.onnx')}`)).toBe(
      `inspect: ${place.at('nothing.onnx')} must be a file to read, but there is none. Check the path.\nexit code 1\n`,
    );
  });

  it('does its work when nobody reads errors', () => {
    const out = place.at('out.onnx');
    const printed = withoutReader('err', `replace ${place.model} --pooling mean -o ${out}`);
    expect(printed).toMatch(/in place of token 0 \(Gather\)\n {2}prefix tokens: .*\nexit code 0\n$/);
    expect(existsSync(out)).toBe(true);
    expect(withoutReader('err', `inspect ${place.at('nothing.onnx')}`)).toBe('exit code 1\n');
  });
});
