import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { progress } from '../../src/cli/progress.ts';
import { writeModelFile } from '../../src/cli/writeModelFile.ts';
import { workplace } from './workplace.ts';

const place = workplace();
const none = { input: async () => new Uint8Array(), output: async () => {} };
const silent = { out: () => {}, err: () => {}, isTerminal: false, ...none };

describe('writing a file', () => {
  it('leaves the old one whole, and nothing else, when it breaks off in the middle', async () => {
    writeFileSync(place.at('out.onnx'), 'old');
    const broken = {
      length: 5,
      subarray: () => {
        throw new Error('broken off');
      },
    } as unknown as Uint8Array;
    const pieces = [new Uint8Array(1000), broken];
    await expect(
      writeModelFile('attach', place.at('out.onnx'), pieces, { force: true, console: silent }),
    ).rejects.toThrow('broken off');
    expect(readFileSync(place.at('out.onnx'), 'utf8')).toBe('old');
    expect(readdirSync(place.folder).sort()).toEqual(['out.onnx', 'vit.onnx']);
  });

  it('does not overwrite a file that appeared meanwhile', async () => {
    const path = place.at('out.onnx');
    const late = [new Uint8Array(3)];
    const piece = {
      length: 3,
      subarray: () => {
        if (!existsSync(path)) writeFileSync(path, 'new');
        return new Uint8Array(3);
      },
    } as unknown as Uint8Array;
    await expect(
      writeModelFile('attach', path, [piece, ...late], { force: false, console: silent }),
    ).rejects.toThrow(
      `attach: out must be a new file, but ${path} is there. Add --force to overwrite it, or name another with --out.`,
    );
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(readdirSync(place.folder).sort()).toEqual(['out.onnx', 'vit.onnx']);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('takes the temporary file away on %s', async (signal, code) => {
    const url = new URL('../../src/cli/temporaryFiles.ts', import.meta.url);
    const path = place.at('.out.onnx.tmp');
    writeFileSync(path, 'half');
    const program = `
      import { cleanUpOnSignals, rememberTemporary } from ${JSON.stringify(fileURLToPath(url))};
      cleanUpOnSignals();
      rememberTemporary(${JSON.stringify(path)});
      console.log('ready');
      setInterval(() => {}, 1000);
    `;
    writeFileSync(place.at('program.mts'), program);
    const child = spawn(process.execPath, ['--import', 'tsx', place.at('program.mts')], {
      cwd: fileURLToPath(new URL('../../../..', import.meta.url)),
    });
    await once(child.stdout, 'data');
    child.kill(signal);
    expect((await once(child, 'exit'))[0]).toBe(code);
    expect(existsSync(path)).toBe(false);
  });
});

describe('the line of progress', () => {
  const written = ({ isTerminal }: { readonly isTerminal: boolean }, total: number): string => {
    let err = '';
    const line = progress(
      {
        out: () => {},
        err: (text) => {
          err += text;
        },
        isTerminal,
        ...none,
      },
      'reading',
      'vit.onnx',
      total,
    );
    for (const done of [0, total / 4, total / 4 + 1, total / 2, total]) line.at(done);
    line.end();
    return err;
  };

  it('is drawn over itself where a person watches, a percent at a time', () => {
    const label = 'reading vit.onnx (200.0 MB)';
    const drawn = [0, 25, 50, 100].map((percent) => `\r${label} ${percent} %`).join('');
    expect(written({ isTerminal: true }, 200e6)).toBe(`${drawn}\r${' '.repeat(label.length + 6)}\r`);
  });

  it('is one line where none does, and none for a small file', () => {
    expect(written({ isTerminal: false }, 200e6)).toBe('reading vit.onnx (200.0 MB)\n');
    expect(written({ isTerminal: true }, 20e6)).toBe('');
  });
});
