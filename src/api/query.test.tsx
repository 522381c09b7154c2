import { act, render, renderHook, screen, waitFor } from '@testing-library/react';
import { PaneError } from './errors.js';
import { QueryCache, useQuery } from './query.js';

const deferred = <T,>() => {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
};

test('shows what the cache holds at once, and the fresh answer behind it', async () => {
  const cache = new QueryCache();
  cache.write('mail', 'old');
  const fresh = deferred<string>();
  const { result } = renderHook(() => useQuery<string>(cache, 'mail', () => fresh.promise));
  expect(result.current).toMatchObject({ data: 'old', isLoading: true });
  await act(async () => fresh.resolve('new'));
  expect(result.current).toMatchObject({ data: 'new', isLoading: false, error: undefined });
});

test('a new key ends the question before it, and its late answer is nowhere shown', async () => {
  const cache = new QueryCache();
  const first = deferred<string>();
  const signals: AbortSignal[] = [];
  const { result, rerender } = renderHook(
    ({ key }) =>
      useQuery<string>(cache, key, (signal) => {
        signals.push(signal);
        return key === 'a' ? first.promise : Promise.resolve('of b');
      }),
    { initialProps: { key: 'a' } },
  );
  rerender({ key: 'b' });
  expect(signals[0]?.aborted).toBe(true);
  await act(async () => first.resolve('of a'));
  await waitFor(() => expect(result.current.data).toBe('of b'));
  expect(cache.read('a')).toBeUndefined();
});

test('a failure is sorted, keeps what was known, and goes when the question is asked again', async () => {
  const cache = new QueryCache();
  cache.write('mail', 'known');
  let fails = true;
  const { result } = renderHook(() =>
    useQuery<string>(cache, 'mail', () =>
      fails ? Promise.reject(new PaneError('offline', 'no network')) : Promise.resolve('fresh'),
    ),
  );
  await waitFor(() => expect(result.current.error?.code).toBe('offline'));
  expect(result.current.data).toBe('known');
  fails = false;
  let isAnswered = false;
  act(() => {
    void result.current.reload().then(() => {
      isAnswered = true;
    });
  });
  await waitFor(() => expect(result.current).toMatchObject({ data: 'fresh', error: undefined }));
  await waitFor(() => expect(isAnswered).toBe(true));
});

test('without a key nothing is asked', () => {
  const load = jest.fn();
  const { result } = renderHook(() => useQuery(new QueryCache(), undefined, load));
  expect(load).not.toHaveBeenCalled();
  expect(result.current).toMatchObject({ data: undefined, isLoading: false });
});

test('U-19 the cache holds the latest answers and lets the oldest go', () => {
  const cache = new QueryCache(3);
  for (const key of ['a', 'b', 'c']) cache.write(key, key);
  cache.write('a', 'again');
  cache.write('d', 'd');
  expect([cache.read('a'), cache.read('b'), cache.read('c'), cache.read('d')]).toEqual(['again', undefined, 'c', 'd']);
});

test('a change is seen by who shows it, and nothing is changed that is not there', async () => {
  const cache = new QueryCache();
  cache.write('n', 1);
  function Shown() {
    return <p>{useQuery<number>(cache, 'n', () => new Promise(() => undefined)).data}</p>;
  }
  render(<Shown />);
  act(() => cache.change<number>('n', (n) => n + 1));
  expect(screen.getByText('2')).toBeTruthy();
  cache.change('missing', () => 'made up');
  expect(cache.read('missing')).toBeUndefined();
});
