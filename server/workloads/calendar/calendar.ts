import type { CalendarNeeds } from './needs.js';
import { conflictsOf, toChange } from './changes.js';
import { eventDetails, putOnRecord, takeOffRecord } from './details.js';
import { carryOut } from './outbox/carry-out.js';
import { answerConflict, changeOf, wishCancel, wishChange, wishEvent, wishProposal } from './outbox/wish.js';
import { eventsOfRecord } from './record-events.js';
import { calendarAccounts, saveCalendarSettings } from './settings.js';
import { searchEvents } from './show.js';
import { eventTable, recordEventTable } from './table.js';
import { chosenZone, useMailboxZone, zonesOf } from './zones.js';

/** Calendars as the doors use them. */
export function createCalendar(needs: CalendarNeeds) {
  return {
    accounts: (...it: Rest<typeof calendarAccounts>) => calendarAccounts(needs, ...it),
    save: (...it: Rest<typeof saveCalendarSettings>) => saveCalendarSettings(needs, ...it),
    search: (...it: Rest<typeof searchEvents>) => searchEvents(needs, ...it),
    table: (...it: Rest<typeof eventTable>) => eventTable(needs, ...it),
    details: (...it: Rest<typeof eventDetails>) => eventDetails(needs, ...it),
    ofRecord: (...it: Rest<typeof eventsOfRecord>) => eventsOfRecord(needs, ...it),
    recordTable: (...it: Rest<typeof recordEventTable>) => recordEventTable(needs, ...it),
    link: (...it: Rest<typeof putOnRecord>) => putOnRecord(needs, ...it),
    undoLink: (...it: Rest<typeof takeOffRecord>) => takeOffRecord(needs, ...it),
    create: (...it: Rest<typeof wishEvent>) => wishEvent(needs, ...it),
    change: (...it: Rest<typeof wishChange>) => wishChange(needs, ...it),
    cancel: (...it: Rest<typeof wishCancel>) => wishCancel(needs, ...it),
    propose: (...it: Rest<typeof wishProposal>) => wishProposal(needs, ...it),
    conflicts: (...it: Rest<typeof conflictsOf>) => conflictsOf(needs, ...it),
    zone: (...it: Rest<typeof chosenZone>) => chosenZone(needs, ...it),
    zones: (...it: Rest<typeof zonesOf>) => zonesOf(needs, ...it),
    useMailboxZone: (...it: Rest<typeof useMailboxZone>) => useMailboxZone(needs, ...it),
    changeOf: async (...it: Rest<typeof changeOf>) => toChange(await changeOf(needs, ...it)),
    answer: (...it: Rest<typeof answerConflict>) => answerConflict(needs, ...it),
    carryOut: (id: string) => carryOut(needs, id),
  };
}
type Rest<F> = F extends (needs: never, ...rest: infer R) => unknown ? R : never;
