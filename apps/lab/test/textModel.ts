/** A field of a message of protobuf: a number, or bytes. */
function field(number: number, value: number | Uint8Array | string): Uint8Array {
  if (typeof value === 'number') return Uint8Array.of(...varint(number << 3), ...varint(value));
  const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value;
  return Uint8Array.of(...varint((number << 3) | 2), ...varint(bytes.length), ...bytes);
}

function varint(value: number): readonly number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)];
}

const message = (...fields: readonly Uint8Array[]): Uint8Array =>
  Uint8Array.from(fields.flatMap((one) => [...one]));

/** A value of the graph; types as in onnx.proto: 1 float, 6 int32, 7 int64. */
function value(name: string, type: number, dims: readonly (number | string)[]): Uint8Array {
  const shape = dims.map((dim) => field(1, typeof dim === 'number' ? field(1, dim) : field(2, dim)));
  return message(field(1, name), field(2, field(1, message(field(1, type), field(2, message(...shape))))));
}

function node(
  type: string,
  inputs: readonly string[],
  output: string,
  ...attributes: Uint8Array[]
): Uint8Array {
  return message(
    ...inputs.map((name) => field(1, name)),
    field(2, output),
    field(4, type),
    ...attributes.map((one) => field(5, one)),
  );
}

/** A text encoder: each id has a row of `table`, and a text the sum of its rows. `length` is how many ids a text has, if it is fixed. */
export function textModel(table: readonly (readonly number[])[], length?: number): Uint8Array {
  const width = table[0]!.length;
  const raw = new Uint8Array(Float32Array.from(table.flat()).buffer);
  const tensor = (name: string, type: number, dims: readonly number[], bytes: Uint8Array): Uint8Array =>
    message(...dims.map((dim) => field(1, dim)), field(2, type), field(8, name), field(9, bytes));
  const axes = new Uint8Array(BigInt64Array.of(1n).buffer);
  const keep = message(field(1, 'keepdims'), field(3, 0), field(20, 2));
  const graph = message(
    field(1, node('Gather', ['table', 'input_ids'], 'rows')),
    field(1, node('ReduceSum', ['rows', 'axes'], 'text_embeds', keep)),
    field(2, 'text'),
    field(5, tensor('table', 1, [table.length, width], raw)),
    field(5, tensor('axes', 7, [1], axes)),
    field(11, value('input_ids', 7, ['batch', length ?? 'length'])),
    field(12, value('text_embeds', 1, ['batch', width])),
  );
  return message(field(1, 8), field(7, graph), field(8, field(2, 13)));
}

/** A tokenizer.json of words, with `<s>` before and `</s>` behind a text. */
export function wordTokenizer(words: readonly string[]): string {
  const special = ['<s>', '</s>', '<pad>'];
  const vocab = Object.fromEntries([...special, ...words].map((word, id) => [word, id]));
  const one = (id: string) => ({ SpecialToken: { id, type_id: 0 } });
  return JSON.stringify({
    version: '1.0',
    added_tokens: special.map((content, id) => ({ id, content, special: true })),
    normalizer: { type: 'Lowercase' },
    pre_tokenizer: { type: 'Whitespace' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [one('<s>'), { Sequence: { id: 'A', type_id: 0 } }, one('</s>')],
      pair: [],
      special_tokens: Object.fromEntries(special.map((id, at) => [id, { id, ids: [at], tokens: [id] }])),
    },
    decoder: null,
    model: { type: 'WordLevel', vocab, unk_token: '<pad>' },
  });
}
