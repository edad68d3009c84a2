/** What the WebAssembly modules export; the sources in `assembly/` say what each function does. Numbers are addresses or counts. */
export interface Kernels {
  /** Takes tasks of a job, one after the other, until none is left. */
  readonly run: Run;
  /** The same for gradients. */
  readonly runGradient: Run;
  /** Computes rows of a product of matrices, until none is left. */
  readonly multiply: Run;
  /** Adds a product of matrices to what is there. */
  readonly addProduct: (job: number) => void;
  /** Computes a product with few columns. */
  readonly dots: (job: number) => void;
  readonly pack: (from: number, to: number, rows: number, bytes: number, group: number) => void;
  readonly open: (scratch: number, from: number, to: number) => void;
  readonly feedLowest: Feed;
  readonly feed: Feed;
  readonly close: (job: number, scratch: number, image: number, from: number, to: number) => void;
}

type Run = (job: number, scratch: number) => void;

type Feed = (
  job: number,
  scratch: number,
  image: number,
  begin: number,
  end: number,
  from: number,
  to: number,
  address: number,
) => void;

/** The kernels that threads run. */
export type ParallelKernel = 'run' | 'runGradient' | 'multiply';
