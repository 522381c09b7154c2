import budgets from './budgets.json' with { type: 'json' };

export interface Verdict {
  name: string;
  atMost?: number;
  atLeast?: number;
  unit: string;
  measured: number;
  isMet: boolean;
}

interface Budget {
  atMost?: number;
  atLeast?: number;
  unit: string;
}
/** Every budget whose figure was measured, and whether it holds. A path such as `pane.change.fresh.p95` leads to the figure. */
export function judge(results: object): Verdict[] {
  return Object.entries<Budget>(budgets).flatMap(([name, { atMost, atLeast, unit }]) => {
    const measured = name
      .split('.')
      .reduce<unknown>((value, part) => (value as Record<string, unknown> | undefined)?.[part], results);
    if (typeof measured !== 'number') return [];
    const isMet = measured <= (atMost ?? Infinity) && measured >= (atLeast ?? -Infinity);
    const limit = atMost === undefined ? { atLeast: atLeast ?? 0 } : { atMost };
    return [{ name, ...limit, unit, measured, isMet }];
  });
}
