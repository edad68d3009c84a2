import {
  parametersOf,
  parseSpec,
  poolArray,
  poolingWeightsArray,
} from '@ggem/core';

// One image, four tokens, two channels.
const tokens = { shape: [1, 4, 2], data: [1, 8, 2, 6, 3, 4, 4, 2] };
const ggem = { type: 'ggem', groups: 2, p: [3, 1] };
const attentive = parseSpec({ ...ggem, attend: { score: 'query' } });
const show = (name, values) =>
  console.log(
    name.padEnd(30),
    Array.from(values, (value) => value.toFixed(3)).join('  '),
  );

for (const { name, shape } of parametersOf(attentive, 2))
  console.log(name, shape);

show('GGeM', poolArray(tokens, ggem));
// Queries of zeros, where training starts.
const start = { 'attend.query': [0, 0, 0, 0] };
show(
  'attentive GGeM, at the start',
  poolArray(tokens, attentive, { parameters: start }),
);
// Each group asks for tokens with a large channel of its own.
const parameters = { 'attend.query': [4, 0, 0, 4] };
show('attentive GGeM', poolArray(tokens, attentive, { parameters }));
show(
  'weights of the first channel',
  column(poolingWeightsArray(tokens, attentive, { parameters }), 0),
);
show(
  'weights of the second one',
  column(poolingWeightsArray(tokens, attentive, { parameters }), 1),
);

function column(values, c) {
  return values.filter((_, i) => i % 2 === c);
}
