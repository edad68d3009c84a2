import { GgemError } from '@ggem/core';
import { Cache } from '../plan/cache.ts';
import type { Plan } from '../plan/plan.ts';

/** How many plans, and sets of compiled kernels, are kept. A program rarely has more batch sizes and combinations of inputs. */
export const plansKept = 16;

/** The plans of a pooling, made once for each different `Call` until it is destroyed. */
export class PlannedCalls<K extends { readonly source: string }, Call> {
  private readonly operation: string;
  private readonly plan: (call: Call) => Plan<K>;
  private readonly first: Call;
  private readonly plans = new Cache<Plan<K>>(plansKept);
  private last: Plan<K> | undefined;
  private isDestroyed = false;

  /** `first` is the call whose kernels `source` shows before one was made. */
  constructor(operation: string, plan: (call: Call) => Plan<K>, first: Call) {
    this.operation = operation;
    this.plan = plan;
    this.first = first;
  }

  /** The kernels of the last call as text. */
  get source(): string {
    return (this.last ?? this.planFor(this.first)).kernels.map(({ source }) => source).join('\n\n');
  }

  planFor(call: Call): Plan<K> {
    this.last = this.plans.get(JSON.stringify(call, spellNumbers), () => this.plan(call));
    return this.last;
  }

  /** Throws after `destroy`. */
  checkAlive(): void {
    if (!this.isDestroyed) return;
    throw new GgemError(
      'state',
      `${this.operation}: a pooling must not be called after destroy(), but it was. Make a new one.`,
    );
  }

  destroy(): void {
    this.isDestroyed = true;
    this.plans.clear();
  }
}

/** Writes numbers as texts, since JSON has no infinities and no NaN. */
function spellNumbers(_: string, value: unknown): unknown {
  return typeof value === 'number' ? `${value}` : value;
}
