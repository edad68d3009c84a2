import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { fromAttentionTensors, poolArray, type TensorToStore, writeSafetensors } from '../../src/index.ts';
import { distance } from '../arrays.ts';
import { refusal } from '../refusal.ts';

interface Origin {
  readonly id: string;
  readonly shape: readonly [number, number, number];
  readonly x: readonly number[];
  readonly parameters: Readonly<Record<string, readonly number[]>>;
  readonly y: readonly number[];
}
// The formulas of the papers and of their code, in PyTorch: tools/goldens/goldens/attentive_origins.py.
const data = await readFile(new URL('../data/attentive-origins.json', import.meta.url), 'utf8');
const { cases } = JSON.parse(data) as { cases: Origin[] };
const origin = (id: string) => cases.find((one) => one.id === id)!;

const tensor = (name: string, shape: readonly number[], values: ArrayLike<number>): TensorToStore => ({
  name,
  dtype: 'F64',
  shape,
  values,
});
const transposed = (values: readonly number[], rows: number) =>
  values.map((_, i) => values[(i % rows) * (values.length / rows) + Math.floor(i / rows)]!);

const ep = origin('ep/queries=3/d_out=2');
const gated = origin('abmil/gate=true');
const plain = origin('abmil/gate=false');
const simPool = origin('simpool/heads=2/gamma=None');
/** The tensors with the names and shapes that the authors' code gives them. */
const files: readonly (readonly [string, Origin, readonly TensorToStore[]])[] = [
  [
    'efficient probing, in a probe',
    ep,
    [
      tensor('head.0.cls_token', [1, 3, 6], ep.parameters['attend.query']!),
      tensor('head.0.v.weight', [3, 6], transposed(ep.parameters['attend.value']!, 6)),
      tensor('head.2.weight', [17, 3], new Float64Array(51)),
    ],
  ],
  ...[
    ['attention_V.0', 'attention_U.0', 'attention_w'],
    ['net.attention_a.0', 'net.attention_b.0', 'net.attention_c'],
  ].map(
    ([first, gate, last]) =>
      [
        `gated attention, ${first}`,
        gated,
        [
          tensor(`${first}.weight`, [4, 6], gated.parameters['attend.tanh.matrix']!),
          tensor(`${first}.bias`, [4], gated.parameters['attend.tanh.bias']!),
          tensor(`${gate}.weight`, [4, 6], gated.parameters['attend.gate.matrix']!),
          tensor(`${gate}.bias`, [4], gated.parameters['attend.gate.bias']!),
          tensor(`${last}.weight`, [1, 4], gated.parameters['attend.score']!),
          tensor(`${last}.bias`, [1], [0.7]),
        ],
      ] as const,
  ),
  ...['attention', 'attention_predictor'].map(
    (name) =>
      [
        `attention without a gate, ${name}`,
        plain,
        [
          tensor(`${name}.0.weight`, [4, 6], plain.parameters['attend.tanh.matrix']!),
          tensor(`${name}.0.bias`, [4], plain.parameters['attend.tanh.bias']!),
          tensor(`${name}.2.weight`, [1, 4], plain.parameters['attend.score']!),
        ],
      ] as const,
  ),
  [
    'SimPool',
    simPool,
    [
      tensor('pool.wq.weight', [6, 6], simPool.parameters['attend.query']!),
      tensor('pool.wk.weight', [6, 6], simPool.parameters['attend.key']!),
      tensor('pool.norm_patches.weight', [6], new Float64Array(6).fill(1)),
      tensor('pool.norm_patches.bias', [6], new Float64Array(6)),
    ],
  ],
];

describe('attentive poolings of checkpoints', () => {
  it.each(files)('%s pools as its code does', (_, { x, shape, y }, tensors) => {
    const { spec, channels, parameters } = fromAttentionTensors(writeSafetensors(tensors), { heads: 2 });
    expect(channels).toBe(6);
    expect(distance(poolArray({ data: x, shape }, spec, { parameters }), y)).toBeLessThan(1e-13);
  });
  it('leave out the prefix that the model has', () => {
    const [, , tensors] = files[0]!;
    expect(fromAttentionTensors(writeSafetensors(tensors), { prefixTokens: 1 }).spec).toMatchObject({
      prefixTokens: 1,
    });
  });
});

describe('what is no weighted mean', () => {
  const ones = (...shape: number[]) => new Float64Array(shape.reduce((a, b) => a * b)).fill(1);
  const of = (...named: readonly (readonly [string, ...number[]])[]) =>
    refusal(() =>
      fromAttentionTensors(
        writeSafetensors(named.map(([name, ...shape]) => tensor(name, shape, ones(...shape)))),
      ),
    );
  it.each([
    [
      [
        ['attn_pool.latent', 1, 1, 6],
        ['attn_pool.q.weight', 6, 6],
        ['attn_pool.kv.weight', 12, 6],
      ],
      'format | attention: "latent" belongs to AttentionPoolLatent of timm, which projects queries, keys, values and the result, with an MLP behind. Keep that head with the model, or train { attend: { score: "query" } } in its place.',
    ],
    [
      [
        ['vision_model.head.probe', 1, 1, 6],
        ['vision_model.head.attention.in_proj_weight', 18, 6],
      ],
      '"probe" belongs to SigLIP\'s head',
    ],
    [
      [
        ['visual.attn_pool.query', 4, 6],
        ['visual.attn_pool.attn.in_proj_weight', 18, 6],
      ],
      'belongs to an attentional pooler',
    ],
    [
      [
        ['0.cls_token', 1, 3, 6],
        ['0.v.weight', 6, 6],
        ['0.v.bias', 6],
      ],
      'v.bias is added to the pooled vector',
    ],
    [
      [
        ['attention.0.weight', 4, 6],
        ['attention.0.bias', 4],
        ['attention.2.weight', 3, 4],
      ],
      'has 3 branches, each a mean of all channels',
    ],
    [
      [
        ['wq.weight', 6, 6],
        ['wk.weight', 6, 6],
        ['norm_patches.bias', 6],
      ],
      'norm_patches.bias scales the normalised tokens',
    ],
    [
      [
        ['wq.weight', 6, 6],
        ['wk.weight', 6, 5],
      ],
      '"wk.weight" must have shape [6, 6], but [6, 5] came.',
    ],
    [
      [
        ['a.cls_token', 1, 3, 6],
        ['b.cls_token', 1, 3, 6],
      ],
      'several tensors are called cls_token',
    ],
    [[['fc.weight', 2, 2]], 'There are "fc.weight".'],
  ] as const)('%j is refused with the reason', (tensors, reason) => {
    expect(of(...(tensors as never as [string, number][]))).toContain(reason);
  });
});
