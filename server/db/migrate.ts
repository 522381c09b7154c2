import { Migrator, type Kysely, type Migration } from 'kysely';
import { up as first } from './migrations/001-first.js';
import { up as mail } from './migrations/002-mail.js';
import { up as sync } from './migrations/003-sync.js';
import { up as threadConfidence } from './migrations/004-thread-confidence.js';
import { up as connecting } from './migrations/005-connecting.js';
import { up as wishes } from './migrations/006-wishes.js';
import { up as timeline } from './migrations/007-timeline.js';
import { up as notices } from './migrations/008-notices.js';
import { up as enumerated } from './migrations/009-enumerated.js';
import { up as fileLink } from './migrations/010-file-link.js';
import { up as folders } from './migrations/011-folders.js';
import { up as rematch } from './migrations/012-rematch.js';
import { up as review } from './migrations/013-review.js';
import { up as outgoing } from './migrations/014-outgoing.js';
import { up as replacedFiles } from './migrations/015-replaced-files.js';
import { up as sharepoint } from './migrations/016-sharepoint.js';
import { up as access } from './migrations/017-access.js';
import { up as organise } from './migrations/018-organise.js';
import { up as driveStream } from './migrations/019-drive-stream.js';
import { up as firstSeen } from './migrations/020-first-seen.js';
import { up as calendar } from './migrations/021-calendar.js';
import { up as trust } from './migrations/022-trust.js';
import { up as meetingLog } from './migrations/023-meeting-log.js';
import { up as latestMails } from './migrations/024-latest-mails.js';
import { up as handOver } from './migrations/025-hand-over.js';
import { up as calendarPlan } from './migrations/026-calendar-plan.js';
import { up as booking } from './migrations/027-booking.js';
import { up as suppression } from './migrations/028-suppression.js';
import { up as attachmentAnswers } from './migrations/029-attachment-answers.js';
import { up as driveSubscription } from './migrations/030-drive-subscription.js';
import { up as administration } from './migrations/031-administration.js';
import { up as words } from './migrations/032-words.js';
import { up as expectedMail } from './migrations/033-expected-mail.js';
import { up as movedByPerson } from './migrations/034-moved-by-person.js';
import { up as cheapStatistics } from './migrations/035-cheap-statistics.js';
import { up as messagesInRange } from './migrations/036-messages-in-range.js';
import { up as zone } from './migrations/037-zone.js';
import { up as coherenceChanges } from './migrations/038-coherence-changes.js';
import { up as wishedAnyway } from './migrations/039-wished-anyway.js';
import { up as filingDiagnosis } from './migrations/040-filing-diagnosis.js';
import { up as takenFolders } from './migrations/041-taken-folders.js';
import type { Tables } from './schema.js';

/** Every migration, oldest first; append only. */
const migrations: Record<string, Migration> = {
  '001-first': { up: first },
  '002-mail': { up: mail },
  '003-sync': { up: sync },
  '004-thread-confidence': { up: threadConfidence },
  '005-connecting': { up: connecting },
  '006-wishes': { up: wishes },
  '007-timeline': { up: timeline },
  '008-notices': { up: notices },
  '009-enumerated': { up: enumerated },
  '010-file-link': { up: fileLink },
  '011-folders': { up: folders },
  '012-rematch': { up: rematch },
  '013-review': { up: review },
  '014-outgoing': { up: outgoing },
  '015-replaced-files': { up: replacedFiles },
  '016-sharepoint': { up: sharepoint },
  '017-access': { up: access },
  '018-organise': { up: organise },
  '019-drive-stream': { up: driveStream },
  '020-first-seen': { up: firstSeen },
  '021-calendar': { up: calendar },
  '022-trust': { up: trust },
  '023-meeting-log': { up: meetingLog },
  '024-latest-mails': { up: latestMails },
  '025-hand-over': { up: handOver },
  '026-calendar-plan': { up: calendarPlan },
  '027-booking': { up: booking },
  '028-suppression': { up: suppression },
  '029-attachment-answers': { up: attachmentAnswers },
  '030-drive-subscription': { up: driveSubscription },
  '031-administration': { up: administration },
  '032-words': { up: words },
  '033-expected-mail': { up: expectedMail },
  '034-moved-by-person': { up: movedByPerson },
  '035-cheap-statistics': { up: cheapStatistics },
  '036-messages-in-range': { up: messagesInRange },
  '037-zone': { up: zone },
  '038-coherence-changes': { up: coherenceChanges },
  '039-wished-anyway': { up: wishedAnyway },
  '040-filing-diagnosis': { up: filingDiagnosis },
  '041-taken-folders': { up: takenFolders },
};

/** Brings the schema to the newest version. Twice is once; several processes at once are safe. */
export async function migrate(kysely: Kysely<Tables>): Promise<void> {
  const { error } = await new Migrator({
    db: kysely,
    provider: { getMigrations: async () => migrations },
  }).migrateToLatest();
  if (!error) return;
  const isNewer = error instanceof Error && /corrupted migrations|previously executed migration/i.test(error.message);
  if (isNewer)
    throw new Error('The database is newer than this program. Start the version that wrote it, or a later one.', {
      cause: error,
    });
  throw error instanceof Error
    ? error
    : new Error('The database could not be brought to the newest schema.', { cause: error });
}
