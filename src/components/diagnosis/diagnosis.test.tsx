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

const elsewhere = ['app.unassigned', 'device.managed', 'policy.blocked', 'consent.admin', 'consent.feature'] as const;
test.each<[Cause, number]>([
  ...elsewhere.map((it): [Cause, number] => [it, 2]),
  ['window.blocked', 0],
  ['ended.idle', 0],
])(
  'M70 M86 %s: what is changed elsewhere is looked at again by itself each minute, and nothing else is (%i times)',
  (cause, times) => {
    jest.useFakeTimers();
    try {
      const done = jest.fn<void, []>();
      show(cause, { onDone: done });
      act(() => {
        jest.advanceTimersByTime(125_000);
      });
      expect(done).toHaveBeenCalledTimes(times);
    } finally {
      jest.useRealTimers();
    }
  },
);

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

describe('details are copied by one press', () => {
  const clipboard = (writeText: (text: string) => Promise<void>) =>
    Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText } });
  afterEach(() => {
    Reflect.deleteProperty(navigator, 'clipboard');
    Reflect.deleteProperty(document, 'execCommand');
  });
  const press = async () => {
    show('app.unassigned');
    await act(async () => {
      fireEvent.click(screen.getByRole('button', { name: 'Copy details' }));
    });
  };

  test('M67 with code, application, correlation id and time', async () => {
    let copied = '';
    clipboard(async (text) => void (copied = text));
    await press();
    expect(copied).toMatch(/^Code: A3 · AADSTS50105 · app\.unassigned\nTime: \d{4}-/);
    expect(copied).toContain('Correlation ID: c-1');
    expect(screen.getByRole('button', { name: 'Copied' })).toBeTruthy();
  });

  test('M67 also where Outlook’s frame keeps the newer clipboard closed', async () => {
    clipboard(() => Promise.reject(new DOMException('Blocked by a permissions policy', 'NotAllowedError')));
    let copied = '';
    Object.assign(document, {
      execCommand: () => {
        copied = (document.activeElement as HTMLTextAreaElement).value;
        return true;
      },
    });
    await press();
    expect(copied).toContain('A3 · AADSTS50105');
    expect(screen.getByRole('button', { name: 'Copied' })).toBeTruthy();
    expect(document.querySelectorAll('textarea')).toHaveLength(0);
  });

  test('M67 and where nothing can be copied the text is selected, and it is said which keys help', async () => {
    await press();
    expect(document.body.textContent).toContain('press Ctrl+C');
    expect(window.getSelection()?.toString()).toContain('c-1');
    expect(screen.queryByRole('button', { name: 'Copied' })).toBeNull();
  });
});
