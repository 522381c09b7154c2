export interface Spread {
  p50: number;
  p95: number;
  largest: number;
  count: number;
}

/** Where half and where nineteen in twenty of the values lie; one decimal. */
export function spread(values: number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => round(sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? NaN);
  return { p50: at(0.5), p95: at(0.95), largest: at(1), count: sorted.length };
}
export const round = (value: number): number => Math.round(value * 10) / 10;

/** Milliseconds that some work took. */
export async function time(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}
