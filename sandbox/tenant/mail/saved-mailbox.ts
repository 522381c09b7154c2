import type { OutlookCategory } from '@microsoft/microsoft-graph-types';
import { FolderChanges, type SavedChanges } from './changes.js';
import { GeneratedMail, type GeneratorPlan } from './generated-mail.js';
import type { Mailbox } from './mailbox.js';
import type { MailFolder, MessageContent } from './shapes.js';
import { StoredMessage, type Deviation } from './stored-message.js';

interface SavedState {
  folderId: string;
  moves?: number;
  version?: number;
  enteredAt?: number;
  changedAt?: number;
  properties?: Record<string, string>;
}
/** A mailbox as written to the disk. Of generated mail only the plan is there, and what became different from it. */
export interface SavedMailbox {
  folders: MailFolder[];
  categories: OutlookCategory[];
  rules: Record<string, string>;
  at: number;
  generation: number;
  nextNumber: number;
  folderChanges: [string, number][];
  foldersGone: [string, number][];
  changes: Record<string, SavedChanges>;
  messages: [number, MessageContent, SavedState][];
  generated: {
    plan: GeneratorPlan;
    first: number;
    removed: number[];
    changed: [number, SavedState & { deviation?: Deviation }][];
  }[];
}

const stateOf = (it: StoredMessage): SavedState => ({
  folderId: it.folderId,
  moves: it.moves,
  version: it.version,
  enteredAt: it.enteredAt,
  changedAt: it.changedAt,
  ...(it.properties ? { properties: it.properties } : {}),
});

export function saveMailbox(box: Mailbox): SavedMailbox {
  const changes: [string, SavedChanges][] = box.folders.flatMap(({ id }) => {
    const saved = box.contents(id).changes.save();
    return saved ? [[id, saved]] : [];
  });
  return {
    folders: box.folders,
    categories: box.categories,
    rules: box.rules,
    at: box.at,
    generation: box.generation,
    nextNumber: box.nextNumber,
    folderChanges: [...box.folderChanges],
    foldersGone: [...box.foldersGone],
    changes: Object.fromEntries(changes),
    messages: box.messages.filter((it) => !it.isGenerated).map((it) => [it.number, it.content, stateOf(it)]),
    generated: box.sources
      .filter((it): it is { first: number; source: GeneratedMail } => it.source instanceof GeneratedMail)
      .map(({ first, source }) => {
        const removed: number[] = [];
        const changed: [number, SavedState & { deviation?: Deviation }][] = [];
        for (let index = 0; index < source.count; index++) {
          const it = box.byNumber(first + index);
          if (!it) removed.push(index);
          else if (it.version > 1 || it.properties)
            changed.push([index, { ...stateOf(it), ...(it.deviation ? { deviation: it.deviation } : {}) }]);
        }
        return { plan: source.plan, first, removed, changed };
      }),
  };
}

/** Fills an empty mailbox with what was saved. */
export function fillMailbox(box: Mailbox, saved: SavedMailbox, source: (plan: GeneratorPlan) => GeneratedMail): void {
  box.rules = saved.rules;
  box.generation = saved.generation;
  for (const [id, at] of saved.folderChanges) box.folderChanges.set(id, at);
  for (const [id, at] of saved.foldersGone) box.foldersGone.set(id, at);
  for (const { plan, first, removed, changed } of saved.generated) {
    box.nextNumber = first;
    box.addSource(source(plan), new Set(removed));
    for (const [index, { deviation, ...state }] of changed) {
      const it = box.byNumber(first + index);
      if (!it) continue;
      box.withdraw(it);
      if (deviation) it.deviation = deviation;
      if (deviation?.graph?.isRead !== undefined) it.isRead = deviation.graph.isRead ?? false;
      box.insert(Object.assign(it, state), state.folderId);
      Object.assign(it, state);
    }
  }
  for (const [number, content, state] of saved.messages) {
    const it = StoredMessage.keep(number, box.ids, content);
    box.insert(Object.assign(it, state), state.folderId);
    Object.assign(it, state); // inserting counts as a change; coming back from the disk is none
  }
  for (const [id, changes] of Object.entries(saved.changes)) box.restoreChanges(id, FolderChanges.restore(changes));
  box.at = saved.at;
  box.nextNumber = saved.nextNumber;
}
