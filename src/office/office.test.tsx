import { PaneError } from '../api/errors.js';
import { callOffice } from './async.js';
import { sortSignInError } from './errors.js';
import { isDecoration, readItem, type Attachment } from './item.js';
import { themeOf } from './theme.js';

describe('a call of Office', () => {
  test('that is never answered ends by itself', async () => {
    jest.useFakeTimers();
    const call = callOffice(() => undefined, 5_000);
    const ending = expect(call).rejects.toMatchObject({ code: 'office_failed' });
    await jest.advanceTimersByTimeAsync(5_000);
    await ending;
    jest.useRealTimers();
  });
  test('that throws at once, or is refused, is one kind of failure', async () => {
    await expect(
      callOffice(() => {
        throw new Error('Elevated permission is required');
      }),
    ).rejects.toBeInstanceOf(PaneError);
    await expect(
      callOffice((done) => done({ status: 'failed', error: { message: 'no' } } as never)),
    ).rejects.toMatchObject({ code: 'office_failed', message: 'no' });
  });
  test('gives its value', async () => {
    await expect(callOffice<number>((done) => done({ status: 'succeeded', value: 3 } as never))).resolves.toBe(3);
  });
});

describe('R-09 a picture that decorates', () => {
  const file = (more: Partial<Attachment>): Attachment => ({
    id: '1',
    name: 'plan.pdf',
    sizeBytes: 90_000,
    isInline: false,
    contentType: 'application/pdf',
    kind: 'file',
    ...more,
  });
  test.each<[string, Partial<Attachment>, boolean]>([
    ['a document', {}, false],
    ['a picture inside the text', { name: 'photo.jpg', contentType: 'image/jpeg', isInline: true }, true],
    ['a logo of a signature', { name: 'logo.png', contentType: 'image/png', sizeBytes: 20_000 }, true],
    ['a tiny picture', { name: 'dot.gif', contentType: 'image/gif', sizeBytes: 43 }, true],
    ['a photograph that was attached', { name: 'photo.jpg', contentType: 'image/jpeg', sizeBytes: 2_000_000 }, false],
    [
      'a large picture that is called logo',
      { name: 'logo-print.png', contentType: 'image/png', sizeBytes: 900_000 },
      false,
    ],
    ['a small text', { name: 'notes.txt', contentType: 'text/plain', sizeBytes: 12 }, false],
  ])('%s', (_what, more, expected) => expect(isDecoration(file(more))).toBe(expected));
});

describe('the open item', () => {
  const mailbox = (item: unknown) =>
    ({
      item,
      convertToRestId: (id: string) => id.replace(/\//g, '-').replace(/\+/g, '_'),
    }) as unknown as Office.Mailbox;
  test('U-21 nothing selected is a state', () => expect(readItem(mailbox(null))).toBeNull());
  test('R-67 a mail without an id is in no mailbox', () =>
    expect(readItem(mailbox({ itemType: 'message', subject: 's' }))?.id).toBe(''));
  test('ids are turned into the form of Graph, and a name that is only the address is none', () => {
    const item = readItem(
      mailbox({
        itemType: 'message',
        itemId: 'AA/b+c',
        subject: 'Hello',
        from: { emailAddress: 'a@b.example', displayName: 'a@b.example' },
        to: [{ emailAddress: 'c@d.example', displayName: 'C' }],
        attachments: [{ id: 'x/y', name: 'f', size: 1, isInline: false, attachmentType: 'cloud' }],
      }),
    );
    expect(item).toMatchObject({
      id: 'AA-b_c',
      outlookId: 'AA/b+c',
      participants: [
        { role: 'from', address: 'a@b.example' },
        { role: 'to', name: 'C' },
      ],
      attachments: [{ id: 'x-y', kind: 'cloud' }],
    });
    expect(item?.from).not.toHaveProperty('name');
  });
});

test('R-65 the theme follows the brightness of what Outlook tells', () => {
  expect(['#ffffff', '#1f1f1f', '#292929', 'f0f0f0', 'white', undefined].map((it) => themeOf(it))).toEqual([
    'light',
    'dark',
    'dark',
    'light',
    undefined,
    undefined,
  ]);
});

test('what Microsoft refuses is sorted once', () => {
  const code = (thrown: object) => sortSignInError(thrown, { approvalUrl: 'https://entra.example/adminconsent' }).code;
  expect(code({ errorCode: 'user_canceled' })).toBe('cancelled');
  expect(code({ errorCode: 'no_network_connectivity' })).toBe('offline');
  expect(code({ name: 'InteractionRequiredAuthError', errorCode: 'interaction_required' })).toBe('sign_in_required');
  expect(code({ errorCode: 'interaction_required', errorMessage: 'AADSTS65001: not consented' })).toBe(
    'consent_required',
  );
  expect(code({ errorCode: 'interaction_required', claims: '{}' })).toBe('step_up_required');
  expect(code({ errorCode: 'access_denied' })).toBe('blocked_by_policy');
  const approval = sortSignInError(
    { errorCode: 'access_denied', errorMessage: 'AADSTS90094: policy' },
    { approvalUrl: 'https://entra.example/adminconsent' },
  );
  expect(approval).toMatchObject({ code: 'admin_consent_required', consentUrl: 'https://entra.example/adminconsent' });
});
