import { act, fireEvent, render, screen } from '@testing-library/react';
import { causes, tell, type Cause } from '../../../contract/diagnoses.js';
import { PaneError } from '../../api/errors.js';
import type { Identity } from '../../api/identity.js';
import Diagnosis from './Diagnosis.js';

beforeAll(() => {
  globalThis.fetch = () => Promise.reject(new TypeError('Nobody answers here.')); // jsdom has none
});
const identity = (): Identity => ({
  token: () => Promise.resolve(''),
  signIn: () => Promise.resolve(),
  signInElsewhere: () => Promise.resolve(),
  clear: () => Promise.resolve(),
  signOut: () => Promise.resolve(),
});
const show = (cause: Cause, more: { onDone?: () => void; identity?: Identity } = {}) =>
  render(
    <Diagnosis
      look="screen"
      doing="signIn"
      error={new PaneError('blocked_by_policy', tell(cause), { reference: 'r-1', claims: '{"a":1}' })}
      diagnosis={{ cause, number: 50105, correlationId: 'c-1' }}
      identity={more.identity ?? identity()}
      onDone={more.onDone ?? (() => undefined)}
      onRefused={() => undefined}
    />,
  );

test.each(Object.keys(causes) as Cause[])('M67 %s is shown as itself, with a way out and its details', (cause) => {
  show(cause);
  expect(document.body.textContent).toContain(tell(cause));
  expect(document.body.textContent).toContain(`${causes[cause].code} · AADSTS50105`);
  expect(document.body.textContent).toContain('c-1');
  expect(screen.getAllByRole('button').length).toBeGreaterThan(1);
  expect(document.body.textContent).not.toMatch(/remedy\.\w|undefined|\{/);
});

test('M70 what an administrator changes elsewhere is looked at again each minute, and not otherwise', () => {
  jest.useFakeTimers();
  try {
    const waiting = jest.fn<void, []>();
    const { unmount } = show('consent.admin', { onDone: waiting });
    act(() => {
      jest.advanceTimersByTime(125_000);
    });
    expect(waiting).toHaveBeenCalledTimes(2);
    unmount();
    const blocked = jest.fn<void, []>();
    show('window.blocked', { onDone: blocked });
    act(() => {
      jest.advanceTimersByTime(125_000);
    });
    expect(blocked).not.toHaveBeenCalled();
  } finally {
    jest.useRealTimers();
  }
});

test('R-21 one press asks once, with the challenge, and a second press meanwhile does nothing', async () => {
  let end: (value?: void) => void = () => undefined;
  const signIn = jest.fn<Promise<void>, Parameters<Identity['signIn']>>(
    () =>
      new Promise<void>((resolve) => {
        end = resolve;
      }),
  );
  const done = jest.fn<void, []>();
  show('policy.changed', { identity: { ...identity(), signIn }, onDone: done });
  const button = screen.getByRole('button', { name: 'Continue' });
  fireEvent.click(button);
  fireEvent.click(button);
  expect(signIn.mock.calls).toEqual([[{ claims: '{"a":1}' }]]);
  await act(async () => end());
  expect(done).toHaveBeenCalledTimes(1);
});
