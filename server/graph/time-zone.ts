import { IANAZone } from 'luxon';
import { findIana } from 'windows-iana';

/** A mailbox's time zone as an IANA name. Outlook mostly speaks of Windows' zones; what neither list knows is UTC. */
export function toIanaZone(name: string | undefined): string {
  if (!name) return 'UTC';
  const [zone = name] = findIana(name);
  return IANAZone.isValidZone(zone) ? zone : 'UTC';
}
