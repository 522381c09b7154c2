import { act, render, screen } from '@testing-library/react';
import { JoinButton } from './JoinButton.js';

const joinUrl = 'https://teams.microsoft.com/l/meetup-join/19%3ax/0';
const show = (more: object = {}) => {
  const start = Date.now() + 16 * 60_000;
  return render(<JoinButton subject="Renewal" start={start} end={start + 30 * 60_000} joinUrl={joinUrl} {...more} />);
};
const link = () => screen.queryByRole('link', { name: 'Join Renewal in Teams' });
beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test('M42 Join comes by itself a quarter of an hour before, opens Teams apart from this page, and goes at the end', () => {
  show();
  expect(link()).toBeNull();
  act(() => {
    jest.advanceTimersByTime(75_000);
  });
  expect(link()?.getAttribute('href')).toBe(joinUrl);
  expect(link()?.getAttribute('rel')).toBe('noopener noreferrer');
  act(() => {
    jest.advanceTimersByTime(46 * 60_000);
  });
  expect(link()).toBeNull();
});
test.each([undefined, null, 'https://acme.zoom.us/j/1', 'https://teams.microsoft.com.elsewhere.example/meet/1'])(
  'M42 there is none for %s',
  (other) => {
    show({ joinUrl: other, start: Date.now(), end: Date.now() + 60_000 });
    expect(screen.queryByRole('link')).toBeNull();
  },
);
