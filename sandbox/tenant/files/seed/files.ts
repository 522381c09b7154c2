import { birch, isConsumer, organisations } from '../../company.js';
import { docx, pdf, png, xlsx } from '../../documents.js';
import type { Drive } from '../drive-item.js';
import type { Drives } from '../drives.js';
import { newDrive } from '../new-drive.js';
import { plant, type Planted } from './plant.js';
import { hostLabel, type Site } from '../site.js';

/* The files of people and sites: enough to have something to browse, share, preview and be refused. */
const text = (...lines: string[]) => Buffer.from(`${lines.join('\n')}\n`);
const since = '2026-02-02T08:00:00Z';

/** Makes every person's OneDrive and every site's libraries, and fills them. */
export function seedFiles(drives: Drives, now: Date): void {
  for (const organisation of organisations) {
    const label = hostLabel(organisation);
    for (const it of organisation.people) {
      const isPersonal = isConsumer(organisation.tenantId);
      const drive = drives.add(
        newDrive({
          tenantId: organisation.tenantId,
          driveType: isPersonal ? 'personal' : 'business',
          name: 'OneDrive',
          webPath: `${label}-my/personal/${it.userPrincipalName.replace(/[@.]/g, '_')}/Documents`,
          createdDateTime: since,
          objectId: it.id,
          createdBy: it.id,
        }),
      );
      plant(drives.store, drive, it.id, ofPeople[it.userPrincipalName.split('@')[0] ?? ''] ?? [], now);
    }
    for (const site of drives.sites.list(organisation.tenantId))
      for (const [name, files] of Object.entries({ Documents: [], ...librariesOf(site) }))
        plant(drives.store, drives.add(library(site, label, name)), byOf(site), files, now);
  }
  drives.store.touch();
}

/** A library of a site, empty. */
export function library(site: Site, label: string, name: string): Drive {
  const folder = name === 'Documents' ? 'Shared Documents' : name;
  return newDrive({
    tenantId: site.tenantId,
    driveType: 'documentLibrary',
    name,
    webPath: [label, site.path, folder].filter(Boolean).join('/'),
    createdDateTime: site.createdDateTime,
    siteId: site.siteId,
    webId: site.webId,
    createdBy: byOf(site),
  });
}
const byOf = (site: Site) => site.owners.find((it) => it.kind === 'person')?.id ?? '';

/** Drawn once, and not for each sandbox: a test starts many. */
const sitePhoto = png(800, 500, [40, 78, 120]);

const ofPeople: Record<string, Planted[]> = {
  ada: [
    {
      path: 'Documents/Travel.xlsx',
      days: 12,
      bytes: xlsx([
        ['Day', 'From', 'To'],
        ['9 November', 'Office', 'Harbour Light'],
      ]),
    },
    { path: 'Documents/Notes.txt', days: 2, bytes: text('Call Jana about the spare parts', 'Floor plans for the 9th') },
    { path: 'Pictures/Plant room.png', days: 30, bytes: png(640, 420, [54, 96, 88]) },
    {
      path: 'Customers/Lumen Works/Renewal 2027.docx',
      days: 3,
      bytes: docx(['Renewal 2027', 'Draft of the agreement with Lumen Works.', 'Term: twelve months.']),
    },
    { path: 'Customers/Lumen Works/', for: [{ who: 'ben', role: 'write' }] },
    {
      path: 'Customers/Harbour Light/Rollout.pdf',
      days: 20,
      bytes: pdf('Rollout', ['Buildings A to C', 'Start in March']),
    },
    { path: 'Attachments/', days: 100 },
  ],
  ben: [
    {
      path: 'Account plans/Nordkiste.docx',
      days: 6,
      bytes: docx(['Nordkiste', 'What went wrong at the last visit, and what we do about it.']),
      for: [{ who: 'ada', role: 'read' }],
    },
    {
      path: 'Account plans/Prices 2027.xlsx',
      days: 9,
      bytes: xlsx([
        ['Service', 'Price'],
        ['Monitoring', '420'],
      ]),
    },
    { path: 'Desktop/Receipt.pdf', days: 40, bytes: pdf('Receipt', ['Train', 'EUR 38.20']) },
  ],
  cleo: [
    {
      path: 'Admin/Licences.xlsx',
      days: 15,
      bytes: xlsx([
        ['Product', 'Seats'],
        ['Business Premium', '4'],
      ]),
    },
  ],
  dario: [
    {
      path: 'Projects/D-1077/Handover.docx',
      days: 11,
      bytes: docx(['Handover', 'Where we are with D-1077.']),
      for: [{ who: 'ada', role: 'read' }],
    },
  ],
  erin: [
    { path: 'Matters/Harbour Light/Draft agreement.docx', days: 4, bytes: docx(['Draft agreement', 'Privileged.']) },
  ],
};

function librariesOf(site: Site): Record<string, Planted[]> {
  if (site.tenantId === birch.tenantId)
    return {
      Documents: [
        { path: 'Precedents/Service agreement.docx', days: 50, bytes: docx(['Service agreement', 'Model.']) },
      ],
    };
  switch (site.path) {
    case '':
      return { Documents: [{ path: 'Handbook.pdf', days: 90, bytes: pdf('Handbook', ['Welcome to Alder & Finch']) }] };
    case 'sites/Sales':
      return {
        Documents: [
          {
            path: 'Customers/Lumen Works/Quote 2027-118.pdf',
            days: 1,
            bytes: pdf('Quote 2027-118', ['Total: EUR 84,200']),
          },
          {
            path: 'Customers/Lumen Works/Contacts.xlsx',
            days: 14,
            bytes: xlsx([
              ['Name', 'Role'],
              ['Jana Novák', 'Purchasing'],
            ]),
          },
          { path: 'Customers/Harbour Light/Site photo.png', days: 18, bytes: sitePhoto },
          { path: 'Templates/Quote.docx', days: 200, bytes: docx(['Quote', 'For {customer}']) },
        ],
        Contracts: [
          { path: '2026/Lumen Works signed.pdf', days: 300, bytes: pdf('Agreement', ['Signed on 14 January 2026']) },
        ],
      };
    case 'sites/Projects':
      return {
        Documents: [
          {
            path: 'D-1077 Rollout/Plan.xlsx',
            days: 5,
            bytes: xlsx([
              ['Step', 'Week'],
              ['Survey', '9'],
              ['Install', '11'],
            ]),
          },
          { path: 'D-1077 Rollout/Minutes.docx', days: 8, bytes: docx(['Minutes', 'Present: Dario, Priya']) },
        ],
        'Site reports': Array.from({ length: 520 }, (_, i) => ({
          path: `2026/Report ${String(i + 1).padStart(3, '0')}.txt`,
          days: 520 - i,
          bytes: text(`Report ${i + 1}`, 'Nothing unusual.'),
        })),
      };
    case 'sites/Board':
      return {
        Documents: [{ path: 'Minutes/November.docx', days: 3, bytes: docx(['Minutes of the board', 'Confidential.']) }],
      };
    default:
      return {};
  }
}
