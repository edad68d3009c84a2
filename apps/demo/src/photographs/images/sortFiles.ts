import type { FoundFile } from './droppedFiles.ts';

/** What was dropped, by what it is for. */
export interface SortedFiles {
  readonly photographs: readonly FoundFile[];
  readonly model: FoundFile | undefined;
  readonly configs: readonly FoundFile[];
  readonly others: readonly FoundFile[];
}

const image = /\.(avif|bmp|gif|jfif|jpe?g|png|webp)$/i;
/** What systems leave in folders. */
const hidden = /(^|\/)(\.|Thumbs\.db$|desktop\.ini$)/i;

export function sortFiles(found: readonly FoundFile[]): SortedFiles {
  const files = found.filter(({ path }) => !hidden.test(path));
  const isPhotograph = ({ file, path }: FoundFile): boolean =>
    file.type.startsWith('image/') || image.test(path);
  const isModel = ({ path }: FoundFile): boolean => /\.onnx$/i.test(path);
  const isConfig = ({ path }: FoundFile): boolean => /\.json$/i.test(path);
  const order = new Intl.Collator('en', { numeric: true });
  return {
    photographs: files.filter(isPhotograph).sort((a, b) => order.compare(a.path, b.path)),
    model: files.find(isModel),
    configs: files.filter(isConfig),
    others: files.filter((one) => !isPhotograph(one) && !isModel(one) && !isConfig(one)),
  };
}

/** The folder that a file is in: its class. */
export function labelOf({ path }: FoundFile): string | undefined {
  return path.split('/').at(-2);
}
