import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../src/cli/main.ts';
import { images, model } from './smallTask.ts';

let folder: string;
const at = (path: string) => join(folder, path);
const classes = ['lying', 'squares', 'standing'];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ggem-train-'));
  await writeFile(at('vit.onnx'), model);
  const { labels, image } = images(36);
  for (let i = 0; i < 36; i++) {
    const planes = await image(i);
    const pixels = Uint8Array.from(
      { length: 192 },
      (_, j) => 127.5 * (1 + 0.7 * planes[(j % 3) * 64 + Math.floor(j / 3)]!),
    );
    const name = ['lying', 'standing', 'squares'][labels![i]!]!;
    await mkdir(at(`images/${name}`), { recursive: true });
    await sharp(pixels, { raw: { width: 8, height: 8, channels: 3 } })
      .png()
      .toFile(at(`images/${name}/${i}.png`));
  }
});
afterAll(() => rm(folder, { recursive: true }));

async function run(args: string, stopAt?: string) {
  let [out, err] = ['', ''];
  const stop = new AbortController();
  const console = {
    out: (line: string) => {
      out += `${line}\n`;
    },
    err: (text: string) => {
      err += text;
      if (stopAt !== undefined && text.includes(stopAt)) stop.abort();
    },
    isTerminal: true,
  };
  const code = await main(args.split(' '), console, stop.signal);
  return { code, out, err };
}

const given = () =>
  `${at('vit.onnx')} --images ${at('images')} --pooling ggem --groups 3 --batch 6 --epochs 4 --rate 0.003 --crop 1`;

/** What the first training says of the features before it. */
let before: string;

describe('the command line', () => {
  it('trains, and ends with a table', async () => {
    const { code, out, err } = await run(`${given()} -o ${at('whole.onnx')}`);
    expect(code, err).toBe(0);
    expect(err).toContain('27 images to train on, 9 held out, 3 classes');
    expect(err).toMatch(
      /training 16\/16 {2}loss \d\.\d+ {2}right \d+ % {2}p \d\.\d\d \d\.\d\d \d\.\d\d {2}.* images\/s {2}0 s left/,
    );
    expect(out).toMatch(/^before: nearest class mean +\d+\.\d % +\d+\.\d to \d+\.\d +\d of 9$/m);
    expect(out).toMatch(/^after: the trained head +\d+\.\d % +\d+\.\d to \d+\.\d +\d of 9$/m);
    expect(out).toMatch(/^p: \d\.\d\d \d\.\d\d \d\.\d\d$/m);
    expect(JSON.parse(await readFile(at('whole.classes.json'), 'utf8'))).toEqual(classes);
    const { options, versions } = JSON.parse(await readFile(at('whole.run/run.json'), 'utf8'));
    expect(options).toMatchObject({ epochs: 4, spec: { type: 'ggem', groups: 3 }, from: { blocks: 1 } });
    for (const name of ['@ggem/train', '@ggem/onnx', 'onnxruntime-node', 'sharp'])
      expect(versions[name], name).toMatch(/^\d+\.\d+/);
    before = out.match(/^before:.*$/m)![0];
  });

  it('goes on after Ctrl-C, to the same file bit for bit', async () => {
    const first = await run(`${given()} -o ${at('paused.onnx')}`, 'training 5/');
    expect(first.code).toBe(130);
    expect(first.err).toContain('Stopped after 5 of 16 steps. Go on with --resume.');
    expect(await readdir(folder)).not.toContain('paused.onnx');
    const other = await run(`${given()} -o ${at('paused.onnx')} --resume --seed 3`);
    expect(other.err).toContain(
      'finetune: resume must go on with the same options but for those that steer the next steps, such as --rate, but in',
    );
    expect(other.err).toContain('seed was the default and is 3. Give the same, or leave --resume out.');
    const second = await run(`${given()} -o ${at('paused.onnx')} --resume`);
    expect(second.code, second.err).toBe(0);
    // The tokens were kept, and what was there before training is what it was.
    expect(second.err).not.toContain('tokens');
    expect(second.out).toContain(before);
    const read = (name: string) => readFile(at(name));
    expect((await read('paused.onnx')).equals(await read('whole.onnx'))).toBe(true);
  });

  it('goes on with a lower rate after a loss that is not finite, and notes both rates', async () => {
    const args = `${given()} --from all -o ${at('steep.onnx')}`;
    const first = await run(args.replace('--rate 0.003', '--rate 1e20'));
    expect(first.code).toBe(1);
    expect(first.err).toMatch(
      /finetune: loss and gradients must be finite, but .* at step \d+ of 16\. .* is saved: go on from it \(resume\) with a rate below 100000000000000000000\.\n$/,
    );
    const rest = await run(`${args} --resume`);
    expect(rest.code, rest.err).toBe(0);
    expect(rest.err).toContain('goes on with other options: rate was 100000000000000000000 and is 0.003\n');
    const { options, before } = JSON.parse(await readFile(at('steep.run/run.json'), 'utf8'));
    expect(options.rate).toBe(0.003);
    expect(before.map(({ rate }: { rate: number }) => rate)).toEqual([1e20]);
  });

  it('keeps pooled vectors for the pooling that gave them', async () => {
    const args = `${given()} --from head`.replace(' --groups 3', '');
    const train = (pooling: string, out: string) =>
      run(`${args.replace('--pooling ggem', `--pooling ${pooling}`)} -o ${at(out)} --force`);
    const [mean, after, alone] = [
      await train('mean', 'head.onnx'),
      await train('max', 'head.onnx'),
      await train('max', 'max.onnx'),
    ];
    for (const { code, err } of [mean, after, alone]) expect(code, err).toBe(0);
    expect(after.err).toContain('tokens');
    expect((await readFile(at('head.onnx'))).equals(await readFile(at('max.onnx')))).toBe(true);
  });

  it('does not go on where a photograph is another one now', async () => {
    const args = `${given()} -o ${at('swapped.onnx')}`;
    expect((await run(args, 'training 5/')).code).toBe(130);
    const [own, other] = [at('images/lying/0.png'), at('images/standing/1.png')];
    const kept = await readFile(own);
    await writeFile(own, await readFile(other));
    const { code, err } = await run(`${args} --resume`);
    await writeFile(own, kept);
    expect(code).toBe(1);
    expect(err).toContain('finetune: resume must go on with the same data, but in');
  });

  it('loses nothing but some steps where it is killed', async () => {
    const bin = fileURLToPath(new URL('../src/cli/bin.ts', import.meta.url));
    const args = `${given().replace('--epochs 4', '--epochs 12')} -o`;
    const child = spawn(process.execPath, ['--import', 'tsx', bin, ...args.split(' '), at('killed.onnx')]);
    await new Promise((resolve) => {
      child.on('exit', resolve);
      child.stderr.on('data', (text: Buffer) => {
        if (text.includes('training 10/')) child.kill('SIGKILL');
      });
    });
    expect(child.signalCode).toBe('SIGKILL');
    const rest = await run(`${args} ${at('killed.onnx')} --resume`);
    expect(rest.code, rest.err).toBe(0);
    await run(`${args} ${at('long.onnx')}`);
    expect((await readFile(at('killed.onnx'))).equals(await readFile(at('long.onnx')))).toBe(true);
  });

  it.each([
    ['tokens', /-data\.f32$/],
    ['the state', /^\.state\.safetensors\..*tmp$/],
    ['a file of the pooling', /^\.full\.pooling\.json\..*tmp$/],
  ])('on a full disk, says so and loses nothing: %s', async (_, name) => {
    if (!existsSync('/dev/full')) return console.info('skipped: this system has no /dev/full');
    const folders = [at('full.run/tokens'), at('full.run'), folder];
    await rm(at('full.run'), { recursive: true, force: true });
    for (const file of ['full.onnx', 'full.pooling.json']) await rm(at(file), { force: true });
    const args = `${given()} -o ${at('full.onnx')}`;
    // A run that stops at once shows which files there are; then the disk is full for one of them.
    await run(args, 'training 1/');
    const temporary = ['.state.safetensors', '.full.pooling.json'];
    const names = temporary.map((file) => `${file}.${process.pid}.tmp`);
    const tokens = (await readdir(folders[0]!)).filter((file) => file.includes('-data.'));
    const target = [...tokens, ...names].find((file) => name.test(file))!;
    const place = join(
      tokens.includes(target) ? folders[0]! : folders[/state/.test(target) ? 1 : 2]!,
      target,
    );
    await rm(at('full.run/tokens'), { recursive: true });
    await mkdir(at('full.run/tokens'));
    await symlink('/dev/full', place);
    const full = await run(`${args} --resume`);
    expect(full.code).toBe(1);
    expect(full.err).toMatch(
      /file: \S+ must be writable, but the disk is full\. Make room and go on: what was saved before is whole\.\n$/,
    );
    await rm(place, { force: true });
    const rest = await run(`${args} --resume`);
    expect(rest.code, rest.err).toBe(0);
    expect((await readFile(at('full.onnx'))).equals(await readFile(at('whole.onnx')))).toBe(true);
  });

  it('reads a CSV', async () => {
    const rows = (await readdir(at('images'), { recursive: true })).filter((name) => name.endsWith('.png'));
    const lines = rows.map((name) => `images/${name},"${name.split('/')[0]}"`);
    await writeFile(at('list.csv'), ['file,class', ...lines].join('\n'));
    const { code, out, err } = await run(
      `${at('vit.onnx')} --csv ${at('list.csv')} --pooling mean --from head --batch 6 --epochs 1 -o ${at('csv.onnx')}`,
    );
    expect(code, err).toBe(0);
    expect(out).not.toContain('p:');
  });

  it('prepares images as the file beside a model says', async () => {
    const config = {
      ...{ do_resize: true, size: { height: 8, width: 8 }, resample: 3, do_center_crop: false },
      ...{ do_rescale: true, rescale_factor: 1 / 255, do_normalize: true },
      ...{
        image_processor_type: 'ViTImageProcessor',
        image_mean: [0.5, 0.5, 0.5],
        image_std: [0.5, 0.5, 0.5],
      },
    };
    await writeFile(at('preprocessor_config.json'), JSON.stringify(config));
    const short = given().replace(' --crop 1', '').replace('--epochs 4', '--epochs 1');
    const both = [`--preprocessing ${at('preprocessor_config.json')}`, '--crop 1'];
    for (const [i, how] of both.entries()) {
      const { code, err } = await run(`${short} ${how} -o ${at(`prepared${i}.onnx`)}`);
      expect(code, err).toBe(0);
    }
    // Images have the size of the model, so that both ways only normalise them.
    const [a, b] = await Promise.all([0, 1].map((i) => readFile(at(`prepared${i}.onnx`))));
    expect(a!.equals(b!)).toBe(true);
    const { options } = JSON.parse(await readFile(at('prepared0.run/run.json'), 'utf8'));
    expect(options.preprocessing).toMatchObject({ mean: [0.5, 0.5, 0.5], resize: { to: 'exact', width: 8 } });
    const other = await run(`${short} ${both.join(' ')} -o ${at('both.onnx')}`);
    expect(other.err).toContain('--preprocessing says it all, but --crop, --mean or --std came too.');
    await writeFile(
      at('preprocessor_config.json'),
      JSON.stringify({ ...config, size: { height: 9, width: 8 } }),
    );
    const wrong = await run(`${short} ${both[0]} -o ${at('both.onnx')}`);
    expect(wrong.err).toContain('must give images of 8 × 8, as the model takes them, but it gives 9 × 8.');
    const two = await run(`${short} --mean 1,2 -o ${at('both.onnx')}`);
    expect(two.err).toContain('ggem-train: --mean must be three numbers, but 2 came.');
  });

  it('names an image that cannot be read', async () => {
    await mkdir(at('broken/one'), { recursive: true });
    await mkdir(at('broken/two'), { recursive: true });
    for (const [i, name] of ['one', 'two', 'one', 'two'].entries())
      await writeFile(at(`broken/${name}/${i}.png`), 'no image');
    const { code, err } = await run(
      `${at('vit.onnx')} --images ${at('broken')} --pooling mean --batch 2 -o ${at('broken.onnx')}`,
    );
    expect(code).toBe(1);
    expect(err).toMatch(
      /decodeImage: image must be a file that can be read and decoded, but ".*\.png" cannot/,
    );
  });

  it.each([
    ['vit.onnx', 'ggem-train: --pooling is missing, such as --pooling ggem --groups 3.'],
    ['', 'ggem-train: a model is missing.\nSee ggem-train --help'],
    [
      'vit.onnx --pooling mean',
      'ggem-train: --images is missing, a folder with a folder of images for each class (or --csv).',
    ],
    ['vit.onnx --epochs none', 'ggem-train: --epochs must be a whole number of at least 1, but "none" came.'],
    ['vit.onnx --epoch 3', 'ggem-train: option --epoch is unknown. Did you mean "--epochs"?'],
    [
      'vit.onnx --pooling mean --images nowhere',
      'file: nowhere must be readable, but there is none. Check the path.',
    ],
    ['vit.onnx --images x --pooling ggem --groups', 'ggem-train: --groups needs a value.'],
    [
      'vit.onnx --pooling mean --images x --mixup 0.2',
      'ggem-train: --mixup mixes images, so that --augment must come too.',
    ],
    [
      'vit.onnx --pooling mean --images x --loss l2',
      'ggem-train: --loss must be crossEntropy or normSoftmax',
    ],
    ['vit.onnx --spec {} --images x', 'type'],
  ])('says what is wrong with "%s"', async (args, message) => {
    const { code, err } = await run(args === '' ? '--force' : args);
    expect(code).toBe(1);
    expect(err).toContain(message);
  });

  it('refuses a file that is there', async () => {
    const { err } = await run(`${given()} -o ${at('vit.onnx')}`);
    expect(err).toMatch(/^finetune: out must be a new file, but .*vit\.onnx is there\. Add --force/);
  });

  it('has a help with examples', async () => {
    const { out } = await run('--help');
    expect(out).toContain(
      'ggem-train vit.onnx --images photos --pooling ggem --groups 3 --blocks 2 --out tuned.onnx',
    );
    expect(out.split('\n').every((line) => line.length <= 120)).toBe(true);
  });
});
