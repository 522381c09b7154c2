export const joinsEarlyMs = 15 * 60_000;
/** Whether a meeting can be joined now: from a quarter of an hour before until it ends (M42). */
export const isJoinable = ({ start, end }: { start: number; end: number }, now: number): boolean =>
  now >= start - joinsEarlyMs && now < end;
