import { type Expectation, type Harness, opsDevice } from '@ggem/conformance';
import { describeConformance } from '@ggem/conformance/vitest';
import { hostOps } from '../../src/attend/hostOps.ts';
import { HostTensor } from '../../src/attend/hostTensor.ts';
import { matrixProducts } from '../../src/attend/matrixProducts.ts';
import { loadModule } from '../../src/loadModule.ts';
import { MemoryPool } from '../../src/memoryPool.ts';
import { createKernelProducts } from '../../src/products/kernelProducts.ts';
import { productRoom } from '../../src/products/placedProducts.ts';

/** The operations that scores are computed with, alone: with core's own means on top of them, and no kernel but for products. */
const harness: Harness = {
  name: 'host',
  devices: ['operations'],
  open: async () => {
    const memories = new MemoryPool(await loadModule('simd', { shared: false }), undefined);
    const { memory, kernels } = memories.take(16 + productRoom);
    return opsDevice({
      ops: hostOps(matrixProducts(createKernelProducts(memories, undefined), { memory, kernels, start: 16 })),
      put: ({ shape, data }) => HostTensor.of([...shape], Float32Array.from(data)),
      get: ({ shape, data }) => ({ shape, data }),
      answers: () => 'operations',
    });
  },
};

const expectations: readonly Expectation[] = ['unpack', 'pack'].map((operation) => ({
  cases: `operation/${operation}/*`,
  outcome: 'skip',
  reason: 'Ragged batches do not come here.',
}));

describeConformance(harness, expectations, { only: ['operation/*', 'mean/*', 'attend/*'] });
