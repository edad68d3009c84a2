import type { OpenModel } from '../contract.ts';

/** A generated scene that comes with the page. */
export interface SceneFile {
  readonly name: string;
  readonly label: string;
  readonly file: Blob;
}

/** The small model and the scenes that lie beside the page. */
export interface Scenes {
  readonly model: Pick<OpenModel, 'name' | 'bytes' | 'config'>;
  readonly photographs: readonly SceneFile[];
}

/** Loads what the page opens with. Throws a sentence with the name of the file that is missing. */
export async function loadScenes(): Promise<Scenes> {
  const [model, config, list] = await Promise.all([
    fetchFile('scenes.onnx').then(async (response) => new Uint8Array(await response.arrayBuffer())),
    fetchFile('preprocessor_config.json').then((response) => response.text()),
    fetchFile('scenes.json').then(
      (response) =>
        response.json() as Promise<
          readonly { readonly file: string; readonly label: string; readonly caption: string }[]
        >,
    ),
  ]);
  const photographs = list.map(async ({ file, label, caption }) => ({
    name: caption,
    label,
    file: await (await fetchFile(file)).blob(),
  }));
  return {
    model: { name: 'scenes.onnx', bytes: model, config },
    photographs: await Promise.all(photographs),
  };
}

async function fetchFile(name: string): Promise<Response> {
  const response = await fetch(new URL(`scenes/${name}`, document.baseURI)).catch((error: unknown) => {
    throw new Error(
      `scenes/${name} could not be reached (${error instanceof Error ? error.message : error}). Check the connection and try again.`,
    );
  });
  if (!response.ok)
    throw new Error(
      `scenes/${name} is missing: the server answered ${response.status}. This copy of the page is incomplete.`,
    );
  return response;
}
