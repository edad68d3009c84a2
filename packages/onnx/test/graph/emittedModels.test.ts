import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { poolingTypes } from '@ggem/core';
import { InferenceSession } from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { checkModel, opsets } from '../../src/index.ts';
import { emittedModels } from './emittedModels.ts';

const models = await emittedModels();

it('emits a model of every kind of pooling', () => {
  expect(new Set(models.map(({ type }) => type))).toEqual(new Set(poolingTypes));
});

it('emits sound models only', () => {
  const unsound = models.flatMap(({ name, model }) =>
    checkModel(model).map((problem) => `${name}: ${problem}`),
  );
  expect(unsound).toEqual([]);
});

it.each(poolingTypes)('emits models that onnxruntime loads: %s', async (type) => {
  const options = { intraOpNumThreads: 1, interOpNumThreads: 1, graphOptimizationLevel: 'disabled' } as const;
  for (const { model } of models.filter((one) => one.type === type)) {
    await (await InferenceSession.create(model, options)).release();
  }
});

const script = `
import glob, sys, onnx
newest = onnx.defs.onnx_opset_version()
checked = 0
for path in sorted(glob.glob(sys.argv[1] + '/*.onnx')):
    model = onnx.load(path)
    if any(one.domain == '' and one.version > newest for one in model.opset_import):
        continue
    onnx.checker.check_model(model, full_check=True)
    checked += 1
print(checked, newest)
`;
const pythons = [process.env.ONNX_PYTHON, 'python3', '/usr/bin/python3'].filter((one) => one !== undefined);
const python = pythons.find((one) => spawnSync(one, ['-c', 'import onnx']).status === 0);

it('emits models that the checker of the onnx package for Python accepts', ({ skip }) => {
  if (python === undefined)
    return skip('no Python here has the package onnx; ONNX_PYTHON may name one that does');
  const folder = mkdtempSync(join(tmpdir(), 'ggem-onnx-'));
  try {
    for (const [i, { model }] of models.entries()) writeFileSync(join(folder, `${i}.onnx`), model);
    const { status, stdout, stderr } = spawnSync(python, ['-c', script, folder], { encoding: 'utf8' });
    expect(status, stderr).toBe(0);
    const [checked, newest] = stdout.trim().split(' ').map(Number);
    console.info(
      `onnx.checker accepted ${checked} of ${models.length} models; it knows operator sets up to ${newest}`,
    );
    expect(checked).toBeGreaterThanOrEqual(newest! >= opsets.newest ? models.length : 1);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
