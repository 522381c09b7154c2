import { IANAZone } from 'luxon';
import { findIana } from 'windows-iana';

/** What a name means never changes, and looking it up takes as long as reading a whole event. */
const known = new Map<string, string>();
/** There are some hundreds of zones; other names come from programs. */
const mostKnown = 2_000;

/** A mailbox's time zone as an IANA name. Outlook mostly speaks of Windows' zones; what neither list knows is UTC. */
export function toIanaZone(name: string | undefined): string {
  if (!name) return 'UTC';
  const found = known.get(name);
  if (found) return found;
  const [zone = name] = findIana(name);
  const valid = IANAZone.isValidZone(zone) ? zone : 'UTC';
  if (known.size < mostKnown) known.set(name, valid);
  return valid;
}
