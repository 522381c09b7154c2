import { act, renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import type { RecordView } from '../../../contract/api.js';
import { PaneError } from '../../api/errors.js';
import type { Item } from '../../office/item.js';
import { QueryCache } from '../../api/query.js';
import { PaneContext, type Pane } from '../pane.js';
import { ActionStore } from './actions.js';
import { ChoiceStore } from './choices.js';
import { useFiling } from './use-filing.js';

const item = (id: string): Item => ({
  kind: 'message',
  id,
  outlookId: id,
  internetMessageId: `<${id}>`,
  conversationId: '',
  isInvitation: false,
  subject: `Subject of ${id}`,
  from: undefined,
  participants: [],
  attachments: [
    { id: 'pdf', name: 'a.pdf', sizeBytes: 9_000, isInline: false, contentType: 'application/pdf', kind: 'file' },
    { id: 'logo', name: 'logo.png', sizeBytes: 900, isInline: true, contentType: 'image/png', kind: 'file' },
    { id: 'link', name: 'link', sizeBytes: 1, isInline: false, contentType: '', kind: 'cloud' },
  ],
});
const record = { module: 'people', id: 'rec_1', displayName: 'Jana' } as RecordView;

function paneWith(open: string, call: jest.Mock) {
  const outbox = { add: jest.fn() };
  const pane = {
    host: { openItemId: () => open, mailbox: { address: 'ada@alderfinch.example' } },
    api: { call },
    cache: new QueryCache(),
    outbox,
    choices: new ChoiceStore(),
    actions: new ActionStore(),
  } as unknown as Pane;
  const wrapper = ({ children }: { children: ReactNode }) => <PaneContext value={pane}>{children}</PaneContext>;
  return { pane, outbox, wrapper };
}

test('R-62 another mail is open by now: nothing is sent, and the one that was left says so', async () => {
  const call = jest.fn();
  const { pane, wrapper } = paneWith('b', call);
  const { result } = renderHook(() => useFiling(item('a')), { wrapper });
  await act(() => result.current.file(record, undefined));
  expect(call).not.toHaveBeenCalled();
  const next = renderHook(() => useFiling(item('b')), { wrapper });
  expect(next.result.current.elsewhere).toMatchObject({ item: { id: 'a' } });
  expect(pane.actions.all().has('b')).toBe(false);
});

test('M107 R-09 what goes along is what is ticked: no decoration, no link', async () => {
  const call = jest.fn(async () => ({ filings: [] }));
  const { wrapper } = paneWith('a', call);
  const { result } = renderHook(() => useFiling(item('a')), { wrapper });
  await act(() => result.current.file(record, { kind: 'search', value: 'Jana' }));
  expect(call).toHaveBeenCalledWith('POST /filings', {
    body: expect.objectContaining({ attachmentIds: ['pdf'], messageId: 'a', saveCopy: true }),
  });
});

test('R-42 a failure stays with its mail when the person has moved on, and can be tried again', async () => {
  const call = jest
    .fn()
    .mockRejectedValueOnce(new PaneError('upstream_unavailable', 'Microsoft 365 is not answering.'));
  call.mockResolvedValue({ filings: [] });
  const { wrapper } = paneWith('a', call);
  const { result } = renderHook(() => useFiling(item('a')), { wrapper });
  await act(() => result.current.file(record, undefined));
  expect(result.current.failure).toMatchObject({ doing: 'file', error: { code: 'upstream_unavailable' } });
  const other = renderHook(() => useFiling(item('b')), { wrapper });
  expect(other.result.current.failure).toBeUndefined();
  expect(other.result.current.elsewhere).toMatchObject({ kind: 'failed', item: { id: 'a' } });
  await act(async () => result.current.failure?.again());
  expect(result.current.failure).toBeUndefined();
});

test('without a network, or when asked to wait, the wish is kept and is no failure', async () => {
  const call = jest.fn().mockRejectedValue(new PaneError('throttled', 'wait', { retryAfterSeconds: 9 }));
  const { outbox, wrapper } = paneWith('a', call);
  const { result } = renderHook(() => useFiling(item('a')), { wrapper });
  await act(() => result.current.file(record, undefined));
  expect(outbox.add).toHaveBeenCalledWith(expect.objectContaining({ itemId: 'a', reason: 'throttled' }));
  expect(result.current.failure).toBeUndefined();
});
