import { type Option, options } from './options.ts';

/** Where the help of an option begins. */
const column = 26;

/** The help of the program. */
export function help(): string {
  const rows = Object.entries<Option>(options).flatMap(([name, { value, short, help: text, heading }]) => {
    const front = `  ${short === undefined ? '' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`;
    const [first, ...more] = text.split('\n');
    return [
      ...(heading === undefined ? [] : ['', heading]),
      `${front.padEnd(column)}${first}`,
      ...more.map((line) => `${' '.repeat(column)}${line}`),
    ];
  });
  return `ggem-train MODEL --images DIR --pooling TYPE

Trains the last blocks of an ONNX model with a new pooling and a new head, and measures it on images held out.
The model is not changed: a new file is written, the old one with other weights. Ctrl-C saves; --resume goes on.

${rows.join('\n')}

Examples
  ggem-train vit.onnx --images photos --pooling ggem --groups 3 --blocks 2 --out tuned.onnx
  ggem-train vit.onnx --images photos --pooling ggem --groups 3 --blocks 2 --out tuned.onnx --resume
  ggem-train vit.onnx --images photos --pooling ggem --groups 3 --blocks 2 --out tuned.onnx --resume --rate 0.0001
  ggem-train vit.onnx --images photos --pooling token --from head
  ggem-train vit.onnx --csv train.csv --spec '{"type":"gem","p":3,"range":[1,8]}' --epochs 20
  ggem-train vit.onnx --images photos --pooling gem --from all --augment --mixup 0.2 --rate 0.0002`;
}
