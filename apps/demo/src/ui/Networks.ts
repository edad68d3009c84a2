import type { BackendPicker } from './controls/BackendPicker.ts';
import type { BackendName } from './inference/backends.ts';
import { explain, Failure } from './inference/Failure.ts';
import { fetchWeights } from './inference/fetchWeights.ts';
import type { Readings } from './inference/reading.ts';
import type { Session } from './inference/Session.ts';
import { unavailable } from './inference/unavailable.ts';

/** Backends in the order in which they are tried. Networks as small as these gain nothing from a graphics card. */
const PREFERRED: readonly BackendName[] = ['wasm', 'webgl', 'cpu'];

/** tfjs and all that needs it. It is large, so that it is loaded after the page is drawn. */
type Program = typeof import('./inference/program.ts');

/** The networks while the page is open: they start, answer, and move from one backend to another. */
export class Networks {
  readonly #picker: BackendPicker;
  readonly #read: (file: string) => Promise<ArrayBuffer> = fetchWeights();
  #program: Program | undefined;
  #session: Session | undefined;
  /** Starts, switches and answers happen one after the other: tfjs has one current backend for all. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(picker: BackendPicker) {
    this.#picker = picker;
  }

  get session(): Session | undefined {
    return this.#session;
  }

  /** Loads everything onto the first backend that works. */
  start(): Promise<Session> {
    return this.#inTurn(async () => {
      const program = await Failure.around('program', () => import('./inference/program.ts'));
      this.#program = program;
      const reasons = await Promise.all(
        program.BACKENDS.map(async (name) => [name, await unavailable(name)] as const),
      );
      for (const [name, reason] of reasons) this.#picker.offer(name, reason);
      const possible = new Map(reasons);
      let failure: unknown;
      for (const name of PREFERRED.filter((name) => possible.get(name) === undefined)) {
        try {
          return await this.#open(program, name);
        } catch (error) {
          if (error instanceof Failure && error.part !== 'backend') throw error;
          failure = error;
          this.#picker.offer(name, error instanceof Error ? error.message : String(error));
        }
      }
      throw failure;
    });
  }

  /** Moves to another backend. If that fails, the old one is used further, and the page says so. */
  switchTo(name: BackendName): Promise<Session | undefined> {
    this.#picker.switching(name);
    return this.#inTurn(async () => {
      if (!this.#program) return undefined;
      try {
        return await this.#open(this.#program, name);
      } catch (error) {
        this.#sayRunning(this.#program, `${name} could not take over. ${explain(error)} `);
        return undefined;
      }
    });
  }

  read(image: Float32Array, p: number | undefined): Promise<Readings | undefined> {
    return this.#inTurn(async () => {
      const begin = performance.now();
      const readings = await this.#session?.read(image, p);
      const { tensors, bytes } = this.#program?.held() ?? { tensors: 0, bytes: 0 };
      if (readings) this.#picker.cost(performance.now() - begin, tensors, bytes);
      return readings;
    });
  }

  async #open(program: Program, name: BackendName): Promise<Session> {
    const session = await program.openSession(name, this.#read);
    this.#session?.dispose();
    this.#session = session;
    this.#sayRunning(program);
    return session;
  }

  #sayRunning(program: Program, trouble = ''): void {
    const { name, detail } = program.runningBackend();
    this.#picker.running(name, detail, trouble);
  }

  #inTurn<T>(job: () => Promise<T>): Promise<T> {
    const done = this.#last.then(job);
    this.#last = done.catch(() => undefined);
    return done;
  }
}
