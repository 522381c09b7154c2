import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import type { Api } from '../api/client.js';
import { PaneError } from '../api/errors.js';
import type { Identity } from '../api/identity.js';
import { SaveTable } from './SaveTable.js';

const wish = { from: '2027-01-01T00:00:00Z', to: '2027-02-01T00:00:00Z', timeZone: 'Europe/Vienna' };
const saved: Blob[] = [];
beforeEach(() => {
  saved.length = 0;
  URL.createObjectURL = (it) => {
    saved.push(it as Blob);
    return 'blob:1';
  };
  URL.revokeObjectURL = () => undefined;
  HTMLAnchorElement.prototype.click = () => undefined;
});

test('M30 what the calendar shows is taken along as a table; a failure is said and can be tried again', async () => {
  const asked: unknown[] = [];
  let isDown = true;
  const call = async (key: string, { body }: { body: unknown }) => {
    asked.push([key, body]);
    if (isDown) throw new PaneError('upstream_unavailable', 'Not now.');
    return Promise.resolve({ csv: 'Start,End\r\n' });
  };
  render(<SaveTable api={{ call } as unknown as Api} identity={{} as Identity} wish={wish} />);
  fireEvent.click(screen.getByRole('button', { name: 'Save as table' }));
  await screen.findByText(/Not now/);
  expect(saved).toEqual([]);
  isDown = false;
  fireEvent.click(screen.getByRole('button', { name: 'Save as table' }));
  await waitFor(() => expect(saved).toHaveLength(1));
  expect(saved[0]?.type).toBe('text/csv');
  expect(asked).toEqual([
    ['POST /calendar/events/csv', wish],
    ['POST /calendar/events/csv', wish],
  ]);
});
