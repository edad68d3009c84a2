import { readFile } from 'node:fs/promises';

/** The commands. */
export const topics = ['inspect', 'attach', 'replace', 'verify', 'extract'] as const;

/** A command. */
export type Topic = (typeof topics)[number];

const general = `Pooling for ONNX models: class token, mean, max, GeM, GGeM and more, built into the graph.

  ggem-onnx inspect MODEL      what the model has to pool, and how it pools now
  ggem-onnx attach MODEL       add a pooling as a new output
  ggem-onnx replace MODEL      put a pooling in the place of the one the model has
  ggem-onnx verify MODEL       run a model with a pooling, and compare with the reference
  ggem-onnx extract MODEL      write the parameters of a pooling to files that other libraries' packages read

  ggem-onnx COMMAND --help     options and examples

The model is never changed: attach and replace write a new file.`;

const pooling = `The pooling
  --pooling TYPE       ggem, gem, mean, max, token, lse, ... (all but those that have parts; give these as --spec)
  --pooling FILE.json  a pooling.json that any of the @ggem packages wrote, with the trained parameters in the
                       .safetensors beside it; or a file that holds a spec
  --groups N           groups of channels, of ggem; the number of attention heads is a good choice
  --p P                exponent: a number, inf, -inf, or one a group: 3,4,5
  --prefix-tokens N    leading tokens that are no patches (class, registers) and are left out
  --spec SPEC          instead of these: a spec as JSON, or such a file

How it is built in
  --normalize          divide the result by its Euclidean length
  --mask MASK          a mask of tokens: the name of a value of the model, or new:bool, new:int64, ...
  --weights            a new input of token weights
  --live               parameters (p) are inputs of the model, and may change between runs
  --grid HxW           how the tokens lie, for a pooling that looks at regions
  --attention          a further output: where the pooling looks
  --shortcut           gem and ggem, faster on a CPU: an If takes the plain formula where it is safe
  --function           as one node that calls a function of the model
  --channels N         channels of the tokens, where the model does not say`;

const writing = `  -o, --out FILE       where to write; default: beside the model, named after the pooling
  --force              overwrite the file if it is there`;

const texts: Readonly<Record<Topic, string>> = {
  inspect: `ggem-onnx inspect MODEL

Lists inputs, outputs, the places where the model pools (for replace) and the values it could pool (for attach).

  --all                every value that could be pooled, not only outputs and those between blocks
  --json               the same for programs

Examples
  ggem-onnx inspect vit.onnx
  ggem-onnx inspect vit.onnx --json --all`,
  attach: `ggem-onnx attach MODEL --tokens NAME --pooling TYPE

Writes a copy of the model with a pooling as a new output [batch, channels]. All else is kept byte for byte.

  --tokens NAME        the value to pool, [batch, tokens, channels]; inspect lists them
  --name NAME          name of the new output; default: pooled
  --channels-first     the value is [batch, channels, tokens] or [batch, channels, height, width]
  --keep-dims          the output keeps an axis of length 1 in place of each that was pooled
${writing}

${pooling}

Examples
  ggem-onnx attach vit.onnx --tokens last_hidden_state --pooling ggem --groups 12 --prefix-tokens 1
  ggem-onnx attach vit.onnx --tokens last_hidden_state --pooling mean --normalize -o embed.onnx
  ggem-onnx attach text.onnx --tokens last_hidden_state --pooling mean --mask attention_mask
  ggem-onnx attach cnn.onnx --tokens features --channels-first --spec '{"type":"gem","p":3}'`,
  replace: `ggem-onnx replace MODEL --pooling TYPE

Writes a copy of the model in which the pooling takes the place of the one it has: the choice of a class token, or a
mean or maximum over tokens. What follows, norm and head, is kept.

  --at NAME            the value that the present pooling gives, where there are several; inspect lists them
${writing}

${pooling}

Examples
  ggem-onnx replace vit.onnx --pooling ggem --groups 12 --prefix-tokens 1
  ggem-onnx replace vit.onnx --pooling trained/pooling.json
  ggem-onnx replace vit.onnx --at /pooler/Gather_output_0 --pooling mean -o mean.onnx`,
  verify: `ggem-onnx verify MODEL

Runs a model that attach or replace wrote on random input, pools the same tokens with the float64 reference, and prints
the largest error. Needs onnxruntime-node: npm install onnxruntime-node

  --name NAME          only the pooling with this output
  --dim AXIS=N         length of an open axis, by the model's name for it; may be repeated
  --seed N             another random input; default: 1
  --json               the same for programs

Examples
  ggem-onnx verify vit.ggem.onnx
  ggem-onnx verify text.mean.onnx --dim batch_size=2 --dim sequence_length=32`,
  extract: `ggem-onnx extract MODEL

Writes the pooling of a model, as attach and replace built it in, to pooling.json and pooling.safetensors: the files in
which trained parameters travel between the @ggem packages.

  --name NAME          the pooling with this output, where there are several
  -o, --out FILE       where to write, FILE.json with FILE.safetensors beside it; default: pooling.json beside the model
  --force              overwrite the files if they are there

Examples
  ggem-onnx extract vit.ggem.onnx
  ggem-onnx extract vit.ggem.onnx --name pooled -o trained/pooling.json`,
};

/** The help of a command, or of all. */
export function help(topic?: Topic): string {
  return topic === undefined ? general : texts[topic];
}

/** The version of this package. */
export async function version(): Promise<string> {
  const manifest = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
