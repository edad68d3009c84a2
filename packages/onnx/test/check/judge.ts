import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Prints `ok`, or the first line of what is wrong, for each file. */
const program = `
import sys, onnx
for path in sys.argv[1:]:
    try:
        onnx.checker.check_model(onnx.load(path), full_check=True)
        print("ok")
    except Exception as error:
        print("refused:", str(error).split("\\n")[0][:200])
`;
/** A Python that has onnx. */
export const python: string | undefined = ['/usr/bin/python3', 'python3'].find(
  (command) => spawnSync(command, ['-c', 'import onnx']).status === 0,
);
if (python === undefined)
  console.warn("onnx: the tests against Python's onnx.checker are skipped, since it is not installed.");

/** What Python's onnx.checker says of each model, its shape inference included. */
export function judge(models: readonly Uint8Array[]): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'ggem-checker-'));
  try {
    const paths = models.map((_, i) => join(folder, `${i}.onnx`));
    models.forEach((bytes, i) => {
      writeFileSync(paths[i]!, bytes);
    });
    const { stdout, stderr } = spawnSync(python!, ['-c', program, ...paths], { encoding: 'utf8' });
    if (stdout === '') throw new Error(stderr);
    return stdout.trim().split('\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
}
