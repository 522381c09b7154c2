import type { RouteKey } from '../../../contract/api.js';
import { administration } from './administration.js';
import { calendar } from './calendar.js';
import { files } from './files.js';
import { mail } from './mail.js';
import { mailboxes } from './mailboxes.js';
import { records } from './records.js';
import type { Attempt } from './side.js';

/** Every route, asked by the intruder with what belongs to the owner. A new route does not compile, and fails in its test, until it is tried too. */
export const attempts: Record<RouteKey, Attempt> = {
  ...records,
  ...mail,
  ...mailboxes,
  ...calendar,
  ...files,
  ...administration,
};
