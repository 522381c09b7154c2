/** The limits and bad habits of calendars, rooms and Teams, as switches. */
export interface CalendarBehaviour {
  /** Object ids of people whose account has no Teams. */
  withoutTeams: string[];
  /** The link of a new online meeting is filled in so much later than the answer. */
  joinLinkAfterMs: number;
  /** What becomes of a Teams meeting when a new body leaves out its join block: the link is lost, or another one takes its place. */
  bodyWithoutJoinBlock: 'loses' | 'renews';
  /** How long a room waits before it answers, by the sandbox's clock. */
  roomsAnswerAfterMs: number;
}

export const usualCalendarBehaviour = (): CalendarBehaviour => ({
  withoutTeams: [],
  joinLinkAfterMs: 0,
  bodyWithoutJoinBlock: 'loses',
  roomsAnswerAfterMs: 0,
});
