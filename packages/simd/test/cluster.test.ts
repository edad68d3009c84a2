import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { poolArray } from '@ggem/core';
import { describe, expect, it } from 'vitest';
import { main } from '../src/cli/main.ts';

const program = fileURLToPath(new URL('../src/cli/bin.ts', import.meta.url));
const loader = import.meta.resolve('tsx');
const channels = 8;
const spec = { type: 'ggem', groups: 2, p: [3.3, -0.2] } as const;
const tokens = Float32Array.from({ length: 2200 * channels }, (_, i) => 0.1 + ((i * 7919) % 1009) / 1009);
const shards = [tokens.subarray(0, 1500 * channels), tokens.subarray(1500 * channels)] as const;
const expected = poolArray({ data: tokens, shape: [1, 2200, channels] }, spec);

/** Runs the command line in this process: its exit code, and the lines that it wrote. */
async function command(args: readonly string[], input: readonly Uint8Array[] = []) {
  const [out, err]: [string[], string[]] = [[], []];
  const stream = (async function* () {
    yield* input;
  })();
  const code = await main(args, {
    input: stream,
    out: (line) => out.push(line),
    err: (line) => err.push(line),
  });
  return { code, out, err };
}

/** A program in a folder of its own, which is empty: what it says to what it is given. */
async function inOwnFolder(args: readonly string[], input: Uint8Array): Promise<string> {
  const own = await mkdtemp(join(tmpdir(), 'ggem-worker-'));
  const child = spawn(process.execPath, ['--import', loader, program, ...args], { cwd: own });
  child.stdin.end(input);
  let said = '';
  for await (const piece of child.stdout) said += String(piece);
  await rm(own, { recursive: true });
  return said;
}

function expectAll(text: string): void {
  const pooled = JSON.parse(text) as number[];
  expect(pooled).toHaveLength(channels);
  for (const [c, y] of pooled.entries()) expect(Math.abs(y - expected[c]!)).toBeLessThan(3e-6 * expected[c]!);
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array) =>
  new Uint8Array(buffer, byteOffset, byteLength);
const map = ['pool-shard', JSON.stringify(spec), String(channels)];

describe('shards', () => {
  it('are pooled by programs that share no folder, only what they read and print', async () => {
    const states = [];
    for (const shard of shards) states.push(await inOwnFolder(map, bytesOf(shard)));
    expectAll(await inOwnFolder(['merge-states', '--pooled'], Buffer.from(states.join(''))));
  });

  it('may come in pieces that end amid a token', async () => {
    const bytes = bytesOf(shards[1]);
    const pieces = [bytes.subarray(0, 5), bytes.subarray(5, 4097), bytes.subarray(4097)];
    const [whole, inPieces] = [await command(map, [bytes]), await command(map, pieces)];
    const values = ({ out }: typeof whole) => (JSON.parse(out[0]!) as { value: number[] }).value;
    expect(whole.code).toBe(0);
    values(inPieces).forEach((y, c) => {
      expect(Math.abs(y - values(whole)[c]!)).toBeLessThan(1e-6);
    });
  });

  it.each([
    [
      ['pool-shards'],
      'ggem-simd: command must be one of pool-shard, merge-states, but "pool-shards" came. Did you mean "pool-shard"?',
    ],
    [['pool-shard', '{', '8'], 'pool-shard: SPEC must be JSON such as {"type":"mean"}, but "{" came.'],
    [
      ['pool-shard', '{"type":"mean"}', '0'],
      'pool-shard: CHANNELS must be a whole number from 1, but "0" came.',
    ],
    [['pool-shard', '{"type":"mean"}', '8', 'none.f32'], /^pool-shard: none.f32 cannot be read: ENOENT/],
    [
      ['pool-shard', '{"type":"mean"}', '2', '-'],
      'pool-shard: standard input must end with a whole token of 8 bytes, but 3 were left.',
    ],
    [
      ['pool-shard', '{"type":"mean"}', '8', 'a', 'b'],
      'pool-shard: one SHARD is pooled, but "b" came too. Pool each by itself.',
    ],
    [['merge-states'], 'merge-states: line 1 must be a state as JSON, but "\\u0001\\u0002\\u0003" came.'],
    [
      ['merge-states', '--pool'],
      'merge-states: --pooled is the only option, but "--pool" came. States are read from standard input.',
    ],
  ])('%j is an error that says what to do', async (args, message) => {
    const { code, err } = await command(args, [Uint8Array.of(1, 2, 3)]);
    expect(err).toEqual([typeof message === 'string' ? message : expect.stringMatching(message)]);
    expect(code).toBe(1);
  });
});
