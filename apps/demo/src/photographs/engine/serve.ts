import type { EngineCalls, EngineNews } from '../contract.ts';

export type CallName = keyof EngineCalls;

/** A call on its way to the worker. */
export interface Asked<Name extends CallName = CallName> {
  readonly number: number;
  readonly name: Name;
  readonly argument: EngineCalls[Name][0];
}

/** What comes back: the answer to a call, why there is none, or news. */
export type Said =
  | { readonly kind: 'answer'; readonly number: number; readonly value: unknown }
  | { readonly kind: 'error'; readonly number: number; readonly message: string }
  | { readonly kind: 'news'; readonly news: EngineNews };

/** What answers the calls. */
export type Answering = {
  readonly [Name in CallName]: (argument: EngineCalls[Name][0]) => Promise<EngineCalls[Name][1]>;
};

/** Answers the calls of the page, in the worker. */
export function serve(engine: (tell: (news: EngineNews) => void) => Answering): void {
  const say = (said: Said): void => self.postMessage(said);
  const answering = engine((news) => say({ kind: 'news', news }));
  self.addEventListener('message', async ({ data }: MessageEvent<Asked>) => {
    const { number, name, argument } = data;
    try {
      const value = await (answering[name] as (argument: unknown) => Promise<unknown>)(argument);
      say({ kind: 'answer', number, value });
    } catch (error) {
      say({ kind: 'error', number, message: error instanceof Error ? error.message : String(error) });
    }
  });
}
