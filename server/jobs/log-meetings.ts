import { logMeetings as bringUpToDate, type LogNeeds } from '../workloads/calendar/appointment/log.js';

/** The clock's nudge: meetings that are over come to their records. Truth is in the rows, so a run that is lost is made up by the next. */
export async function logMeetings(needs: LogNeeds): Promise<void> {
  await bringUpToDate(needs);
}
