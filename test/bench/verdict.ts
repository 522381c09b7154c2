import budgets from './budgets.json' with { type: 'json' };

export interface Verdict {
  name: string;
  atMost: number;
  unit: string;
  measured: number;
  isMet: boolean;
}

/** Every budget whose figure was measured, and whether it holds. A path such as `pane.change.fresh.p95` leads to the figure. */
export function judge(results: object): Verdict[] {
  return Object.entries(budgets).flatMap(([name, { atMost, unit }]) => {
    const measured = name
      .split('.')
      .reduce<unknown>((value, part) => (value as Record<string, unknown> | undefined)?.[part], results);
    return typeof measured === 'number' ? [{ name, atMost, unit, measured, isMet: measured <= atMost }] : [];
  });
}
