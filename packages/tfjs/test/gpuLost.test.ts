import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { useGpu } from '../src/gpu/index.ts';
import { pool } from '../src/index.ts';
import { devices, startDevice } from './conformance/startDevice.ts';

interface Backend {
  readonly gpgpu: { readonly gl: WebGL2RenderingContext };
  readonly device: GPUDevice;
}

const backends = devices.filter((device) => device.startsWith('webg'));
const losing: Readonly<Record<string, (backend: Backend) => unknown>> = {
  webgl: ({ gpgpu: { gl } }) => gl.getExtension('WEBGL_lose_context')!.loseContext(),
  webgpu: ({ device }) => {
    device.destroy();
    return device.lost;
  },
};
const words: Readonly<Record<string, RegExp>> = {
  webgl:
    /^pool: the WebGL context must be there, but it was lost\. Its tensors are gone; call tf\.removeBackend\('webgl'\), then tf\.registerBackend\('webgl', \(\) => new tf\.MathBackendWebGL\(\)\), or load the page again\.$/,
  webgpu:
    /^pool: the WebGPU device must be there, but it was lost \(.+\)\. Its tensors are gone; call tf\.removeBackend\('webgpu'\), then register the backend again with a new device, or load the page again\.$/,
};

describe.each(backends)('a pooling on %s', (backend) => {
  it('says so when its graphics are lost, where tfjs would go on with zeros', async () => {
    await startDevice(backend);
    const { stop } = useGpu();
    const x = tf.randomUniform([2, 5, 4]);
    await pool(x, { type: 'mean' }).data();
    await losing[backend]!(tf.backend() as unknown as Backend);
    await new Promise((resolve) => setTimeout(resolve));
    expect(() => pool(x, { type: 'mean' })).toThrow(words[backend]);
    expect(() => pool(x, { type: 'mean' })).toThrow(expect.objectContaining({ code: 'unavailable' }));
    stop();
  });
});
