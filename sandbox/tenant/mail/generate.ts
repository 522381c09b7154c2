import type { Store } from '../../base/store.js';
import { organisations, outsiders } from '../company.js';
import { pdf, png, xlsx } from '../documents.js';
import { createFolder } from './folder-tree.js';
import { GeneratedMail, type GeneratorPlan } from './generated-mail.js';
import type { Mailbox } from './mailbox.js';
import type { Address } from './shapes.js';

export interface GenerateMail {
  /** Name, address or object id of whose mailbox it is. */
  person: string;
  count: number;
  /** The same seed makes the same mail. */
  seed?: number;
  /** Over how many days up to `until` the mail is spread. Default 730. */
  days?: number;
  /** When the newest one arrived. Default: now. */
  until?: Date;
  /** How long a body is on average. Default 4,000. */
  bodyBytes?: number;
  /** People that Coherence knows and who write often. */
  known?: Address[];
  /** Whether mail is also sorted into folders of one's own. Default true. */
  withFolders?: boolean;
  /** Mail older than this many days has been read. Default 14. */
  unreadDays?: number;
}

const workbook = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Adds generated mail to a mailbox. Asked again with the same seed and number it adds nothing. */
export function generateMail(box: Mailbox, store: Store, options: Omit<GenerateMail, 'person'>): void {
  const {
    count,
    seed = 1,
    days = 730,
    until = box.now(),
    bodyBytes = 4000,
    withFolders = true,
    unreadDays = 14,
  } = options;
  const isThere = box.sources.some(
    ({ source }) => source instanceof GeneratedMail && source.plan.seed === seed && source.plan.count === count,
  );
  if (isThere || count <= 0) return;
  const known = options.known ?? Object.values(outsiders).slice(0, 4);
  const colleagues = (organisations.find((it) => it.tenantId === box.tenantId)?.people ?? [])
    .filter((it) => it.id !== box.objectId)
    .map((it) => ({ name: it.name, address: it.userPrincipalName }));
  box.addSource(
    new GeneratedMail({
      seed,
      count,
      owner: { name: box.name, address: box.address },
      mailbox: box.objectId,
      colleagues,
      known,
      fromMs: until.getTime() - days * 86_400_000,
      untilMs: until.getTime(),
      bodyBytes,
      folders: foldersFor(box, known, withFolders),
      files: filesFor(store, seed),
      unreadDays,
    }),
  );
}

/** The folders by the part they play; those of one's own are made when they are not there. */
function foldersFor(box: Mailbox, known: Address[], withFolders: boolean): GeneratorPlan['folders'] {
  const id = (name: string) => box.folder(name)?.id ?? '';
  const found = Object.fromEntries(
    ['inbox', 'sentitems', 'archive', 'deleteditems', 'junkemail'].map((name) => [name, id(name)]),
  );
  if (!withFolders) return found;
  const make = (displayName: string, parentFolderId: string): string => {
    const there = box.children(parentFolderId).find((it) => it.displayName === displayName);
    return (there ?? createFolder(box, parentFolderId, displayName)).id;
  };
  found.Newsletters = make('Newsletters', id('inbox'));
  const customers = make('Customers', id('inbox'));
  for (const domain of new Set(known.map((it) => it.address.split('@')[1] ?? ''))) {
    const name = domain.split('.')[0] ?? domain;
    found[`Customers/${domain}`] = make(name.charAt(0).toUpperCase() + name.slice(1), customers);
  }
  return found;
}

function filesFor(store: Store, seed: number): GeneratorPlan['files'] {
  const files = [
    ...['Offer', 'Protocol', 'Drawing', 'Invoice'].map((name) => ({
      name: `${name} ${seed}.pdf`,
      contentType: 'application/pdf',
      bytes: pdf(`${name} ${seed}`, ['Generated for trying and testing.', name]),
    })),
    {
      name: `Prices ${seed}.xlsx`,
      contentType: workbook,
      bytes: xlsx([
        ['Item', 'Price'],
        ['Part', String(seed)],
      ]),
    },
    { name: `Photo ${seed}.png`, contentType: 'image/png', bytes: png(320, 200, [90, 120, seed % 255]) },
  ];
  return files.map(({ name, contentType, bytes }) => ({
    name,
    contentType,
    size: bytes.length,
    blob: store.putBlob(bytes),
  }));
}
