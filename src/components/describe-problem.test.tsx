import { errorSpecs, type ErrorCode } from '../../contract/errors.js';
import { PaneError, type LocalCode } from '../api/errors.js';
import { describeProblem, isAboutSignIn } from './describe-problem.js';

const local: LocalCode[] = [
  'offline',
  'timed_out',
  'cancelled',
  'popup_blocked',
  'sign_in_failed',
  'sign_in_unavailable',
  'wrong_item',
  'office_failed',
  'outdated',
];

test.each([...(Object.keys(errorSpecs) as ErrorCode[]), ...local])(
  'R-42 %s says what happened and what it affects',
  (code) => {
    const { title, body } = describeProblem(new PaneError(code, 'The server said so.', { reference: 'r-1' }), 'file');
    expect(title).toMatch(/\w{3}/);
    expect(body.length).toBeGreaterThan(20);
    expect(`${title} ${body}`).not.toMatch(/problem\.|undefined|\{/);
  },
);

test('the reference is handed on, and nobody is blamed', () => {
  const shown = describeProblem(new PaneError('internal', 'It went wrong on our side.', { reference: 'r-1' }), 'match');
  expect(shown).toMatchObject({ reference: 'r-1', tone: 'error', remedy: 'retry' });
});

test('waiting names the time, and is a warning, not an error', () => {
  const at = new Date('2026-11-25T14:00:00').getTime();
  const { body, tone } = describeProblem(new PaneError('throttled', '', { retryAfterSeconds: 300 }), 'file', at);
  expect(body).toMatch(/(14|02):05/); // by the reader's clock
  expect(tone).toBe('warning');
});

test('stopping a search for records is not told as a sign-in that was closed', () => {
  const stopped = describeProblem(new PaneError('cancelled', ''), 'match');
  expect(stopped).toMatchObject({ remedy: 'retry' });
  expect(stopped.body).not.toMatch(/sign/i);
  expect(describeProblem(new PaneError('cancelled', ''), 'signIn')).toMatchObject({ remedy: 'sign-in' });
});

test('each refusal of the sign-in leads out by its own way', () => {
  const remedy = (code: ErrorCode) => describeProblem(new PaneError(code, 'x'), 'signIn').remedy;
  expect([remedy('sign_in_required'), remedy('step_up_required'), remedy('consent_required')]).toEqual([
    'sign-in',
    'continue',
    'allow',
  ]);
  expect(isAboutSignIn(new PaneError('consent_required', ''))).toBe(true);
  expect(isAboutSignIn(new PaneError('offline', ''))).toBe(false);
});
