import { nearestNeighbours, type Retrieval, retrieval } from '@ggem/analysis';
import type { PoolingSpecInput } from '@ggem/core';
import { attachPooling } from '@ggem/onnx';
import type {
  Attached,
  Embedded,
  EngineNews,
  Look,
  LookCall,
  ModelFacts,
  NearestRow,
  NewPhotograph,
  OpenModel,
  Scores,
  SearchCall,
  TakeCall,
} from '../contract.ts';
import { readPhotograph } from '../images/readPhotograph.ts';
import type { PoolBy } from '../model/Head.ts';
import { Model } from '../model/Model.ts';
import { lookOf } from '../pool/lookOf.ts';
import { Poolings } from '../pool/Poolings.ts';
import { type PoolingName, poolingNames } from '../pool/poolingNames.ts';
import type { Settings } from '../pool/settings.ts';
import { silentChannels } from '../pool/silentChannels.ts';
import { specOf } from '../pool/specOf.ts';
import { scoreRow } from '../search/scoreRow.ts';
import { poolingJson } from '../takeaway/poolingJson.ts';
import { Photographs } from './Photographs.ts';
import type { Answering } from './serve.ts';

interface Pooled {
  readonly key: string;
  readonly data: Float32Array<ArrayBuffer>;
}

interface Seen {
  readonly key: string;
  readonly weights: Float32Array;
  readonly classes: Look['classes'];
}

/** How many classes stand below a map. */
const firstClasses = 5;

/** The model, the tokens of the photographs and the poolings, in the worker. */
export class Engine {
  readonly #tell: (news: EngineNews) => void;
  readonly #photographs: Photographs = new Photographs();
  readonly #poolings: Poolings = new Poolings();
  /** Pooled vectors of all photographs, with the spec that made them. */
  readonly #vectors = new Map<PoolingName, Pooled>();
  readonly #lastSeen = new Map<PoolingName, Seen>();
  #model: Model | undefined;
  /** What runs now, or ran last. */
  #last: Promise<unknown> = Promise.resolve();
  /** Counts what ends reading: a cancel, or another model. */
  #turn = 0;

  constructor(tell: (news: EngineNews) => void) {
    this.#tell = tell;
  }

  get calls(): Answering {
    return {
      open: (asked) => this.#alone(() => this.#open(asked)),
      add: (photographs) => this.#add(photographs),
      cancel: async () => {
        this.#turn += 1;
        return undefined;
      },
      clear: async () => {
        this.#turn += 1;
        return this.#alone(async () => this.#forget());
      },
      look: (call) => this.#alone(() => this.#look(call)),
      search: (call) => this.#alone(() => this.#search(call)),
      score: (settings) => this.#alone(() => this.#score(settings)),
      attach: (call) => this.#alone(() => this.#attach(call)),
      spec: async ({ pooling, settings }) =>
        poolingJson(this.#specOf(pooling, settings)!, this.#opened.facts.channels),
      embed: (call) => this.#alone(() => this.#embed(call)),
    };
  }

  /** Runs after what runs now, so that neither model nor photographs change amid a call. */
  #alone<T>(run: () => Promise<T>): Promise<T> {
    const next = this.#last.then(run);
    this.#last = next.catch(() => {});
    return next;
  }

  async #open(asked: OpenModel): Promise<ModelFacts> {
    const model = await Model.open(asked);
    const old = this.#model;
    this.#forget();
    this.#model = model;
    await old?.close();
    return model.facts;
  }

  #forget(): undefined {
    this.#turn += 1;
    this.#photographs.clear();
    this.#vectors.clear();
    this.#lastSeen.clear();
  }

  async #add(photographs: readonly NewPhotograph[]): Promise<undefined> {
    const turn = this.#turn;
    await this.#photographs.prepare();
    for (const photograph of photographs) {
      // Calls that came meanwhile are answered between two photographs.
      await new Promise((resolve) => setTimeout(resolve));
      if (turn !== this.#turn) return;
      await this.#alone(() => this.#read(photograph, turn));
    }
    return undefined;
  }

  /** Reads one photograph, unless its turn is over. */
  async #read(photograph: NewPhotograph, turn: number): Promise<void> {
    if (turn !== this.#turn) return;
    const model = this.#opened;
    const { id, name, file } = photograph;
    try {
      const { pixels, picture, size } = await readPhotograph(file, model.preprocessing);
      const { data } = await model.tokensOf(pixels);
      if (turn !== this.#turn) return;
      this.#photographs.keep(photograph, data);
      this.#vectors.clear();
      this.#tell({ kind: 'read', id, picture, size });
    } catch (error) {
      if (turn !== this.#turn) return;
      const reason = error instanceof Error ? error.message : String(error);
      this.#tell({ kind: 'broken', id, name, reason });
    }
  }

  async #look({ id, settings, channels }: LookCall): Promise<readonly Look[]> {
    const { facts } = this.#opened;
    const looks: Look[] = [];
    for (const pooling of poolingNames) {
      const spec = this.#specOf(pooling, settings);
      const seen = spec && (await this.#seen(id, pooling, spec));
      const { classes } = seen ?? {};
      if (seen === undefined || pooling === 'token')
        looks.push({ pooling, shares: undefined, inUse: 0, silent: 0, classes });
      else {
        const silent = silentChannels(this.#photographs.tokensOf(id), facts, pooling, settings);
        looks.push({ pooling, ...lookOf({ data: seen.weights, ...facts, silent }, channels), classes });
      }
    }
    return looks;
  }

  /** Weights and classes of a pooling in one photograph, kept until another spec or photograph is asked for. */
  async #seen(id: number, pooling: PoolingName, spec: PoolingSpecInput): Promise<Seen> {
    const key = JSON.stringify([id, spec]);
    const known = this.#lastSeen.get(pooling);
    if (known?.key === key) return known;
    const { facts, head } = this.#opened;
    const kernel = await this.#poolings.get(spec, facts.channels);
    const input = { data: this.#photographs.tokensOf(id), shape: [1, facts.count, facts.channels] } as const;
    const weights = kernel.poolingWeights(input);
    const poolBy: PoolBy = async (other) => {
      const beside = await this.#poolings.get(other, facts.channels);
      return beside.pool({ data: this.#photographs.tokensOf(id), shape: input.shape });
    };
    const classes = await head?.classesOf(kernel.pool(input), poolBy, firstClasses);
    const seen = { key, weights, classes };
    this.#lastSeen.set(pooling, seen);
    return seen;
  }

  async #search({ id, settings, count }: SearchCall): Promise<readonly NearestRow[]> {
    const all = this.#photographs.all;
    const at = all.findIndex((one) => one.id === id);
    const { channels } = this.#opened.facts;
    const rows: NearestRow[] = [];
    for (const pooling of poolingNames) {
      const data = await this.#pooled(pooling, settings);
      if (data === undefined || at < 0) continue;
      const queries = { data: data.subarray(at * channels, (at + 1) * channels), shape: [1, channels] };
      const references = { data, shape: [all.length, channels] };
      const k = Math.min(all.length, count + 1);
      const found = await nearestNeighbours({ queries, references, k });
      const nearest = Array.from(found.rows, (row, i) => ({ id: all[row]!.id, cosine: found.cosines[i]! }));
      rows.push({ pooling, nearest: nearest.filter((one) => one.id !== id).slice(0, count) });
    }
    return rows;
  }

  async #score(settings: Settings): Promise<Scores> {
    const all = this.#photographs.all;
    const labels = all.map(({ label }) => label ?? '');
    const { channels } = this.#opened.facts;
    const measured = new Map<PoolingName, Retrieval>();
    for (const pooling of poolingNames) {
      const data = await this.#pooled(pooling, settings);
      if (data === undefined) continue;
      measured.set(pooling, await retrieval({ vectors: { data, shape: [all.length, channels] }, labels }));
    }
    const average = measured.get('mean')!;
    return {
      photographs: average.queries.length,
      classes: new Set(labels).size,
      rows: [...measured].map(([pooling, own]) => scoreRow(pooling, own, average)),
    };
  }

  async #attach({ pooling, settings }: TakeCall): Promise<Attached> {
    const { bytes, tokens, facts } = this.#opened;
    const spec = this.#specOf(pooling, settings)!;
    const { channels, grid } = facts;
    const { name, dataFormat } = tokens;
    const options = {
      tokens: name,
      dataFormat,
      channels,
      mask: 'none',
      ...(tokens.isMap && { grid }),
    } as const;
    const { output, toBytes } = attachPooling(bytes, spec, options);
    return { output, bytes: Uint8Array.from(toBytes()) };
  }

  async #embed({ pooling, settings }: TakeCall): Promise<Embedded> {
    const data = (await this.#pooled(pooling, settings))!;
    return {
      data: data.slice(),
      channels: this.#opened.facts.channels,
      ids: this.#photographs.all.map(({ id }) => id),
    };
  }

  /** The pooled vectors of all photographs, `[photographs, channels]`; absent where the model has no class token. */
  async #pooled(pooling: PoolingName, settings: Settings): Promise<Float32Array<ArrayBuffer> | undefined> {
    const spec = this.#specOf(pooling, settings);
    if (spec === undefined) return undefined;
    const key = JSON.stringify(spec);
    const known = this.#vectors.get(pooling);
    if (known?.key === key) return known.data;
    const { count, channels } = this.#opened.facts;
    const kernel = await this.#poolings.get(spec, channels);
    const all = this.#photographs.all;
    const data = new Float32Array(all.length * channels);
    for (const [i, { id }] of all.entries()) {
      const tokens = this.#photographs.tokensOf(id);
      data.set(kernel.pool({ data: tokens, shape: [1, count, channels] }), i * channels);
    }
    this.#vectors.set(pooling, { key, data });
    return data;
  }

  #specOf(pooling: PoolingName, settings: Settings): PoolingSpecInput | undefined {
    return specOf(pooling, settings, this.#opened.facts);
  }

  get #opened(): Model {
    if (this.#model === undefined) throw new Error('No model is open.');
    return this.#model;
  }
}
