import { expect, it } from 'vitest';
import { help } from '../../cli/help.ts';
import { readOptions, UsageError } from '../../cli/options.ts';

it('runs everything where nothing is asked for', () => {
  expect(readOptions([], {})).toEqual({
    help: false,
    serve: false,
    devices: undefined,
    cases: undefined,
    harnesses: [],
    required: [],
    json: undefined,
    out: undefined,
  });
});

it('reads devices by commas, and cases one a time: their ids hold commas', () => {
  const options = readOptions(
    [
      '--devices',
      'tfjs:web*, wasm',
      '--devices=reference',
      '--cases',
      'ggem/*/p=1,25/*',
      '--cases',
      'edge/*',
    ],
    {},
  );
  expect(options.devices).toEqual(['tfjs:web*', 'wasm', 'reference']);
  expect(options.cases).toEqual(['ggem/*/p=1,25/*', 'edge/*']);
});

it('reads where to write, and further harnesses', () => {
  const options = readOptions(['--json', 'r.json', '--out', 'r', '--harness', 'mine.ts'], {});
  expect(options).toMatchObject({ json: 'r.json', out: 'r', harnesses: ['mine.ts'] });
});

it('takes required devices from the environment', () => {
  expect(readOptions([], { REQUIRED_DEVICES: 'tfjs:webgpu, wasm@node' }).required).toEqual([
    'tfjs:webgpu',
    'wasm@node',
  ]);
});

it('passes over the -- that pnpm hands on', () => {
  expect(readOptions(['--', '--serve'], {}).serve).toBe(true);
});

it.each([
  [['--bogus'], "Unknown option '--bogus'. Try --help."],
  [['--devices', ''], '--devices must name something, but nothing came. Leave it out to run all.'],
  [['--cases', ''], '--cases must name something, but nothing came. Leave it out to run all.'],
])('refuses %j', (args, message) => {
  expect(() => readOptions(args, {})).toThrow(new UsageError(message));
});

it('explains every option in its help', () => {
  for (const option of ['devices', 'cases', 'harness', 'out', 'json', 'serve', 'help']) {
    expect(help).toContain(`--${option} `);
  }
  expect(help).toContain('REQUIRED_DEVICES');
});
