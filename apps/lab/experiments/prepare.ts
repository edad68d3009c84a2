/** The folders that experiments read from and write to. */
export interface Folders {
  readonly data: string;
  readonly models: string;
  readonly work: string;
}

type Step = (folders: Folders) => Promise<void>;

const steps: Readonly<Record<string, Step>> = {};

/** Makes what an experiment needs, if it is not there. */
export async function prepare(name: string, folders: Folders): Promise<void> {
  const step = steps[name];
  if (step === undefined)
    throw new Error(`experiments: ${name} is none of ${Object.keys(steps).join(', ')}.`);
  await step(folders);
}
