import { randomUUID } from 'node:crypto';
import type { Answer } from '../../base/exchange.js';
import type { Drive, StoredItem } from '../../tenant/files/drive-item.js';
import type { Drives } from '../../tenant/files/drives.js';
import { bodyOf, textOf } from '../call.js';
import { badRequest, nameTaken } from '../errors.js';
import { actor, driveAt, itemAt } from './access.js';
import { clashOf, freeName, requireName, requirePathLength } from './names.js';
import type { At, FileRoutes } from './routes.js';

interface Copy {
  readyAt: number;
  make(): StoredItem;
  made?: StoredItem;
  drive: Drive;
  failure?: string;
}
const copyTakesMs = 1000;

/** Copies are made later: 202 with an address that tells how far it is, and needs no token. */
export class Copies {
  readonly #copies = new Map<string, Copy>();

  constructor(readonly drives: Drives) {}

  addRoutes(routes: FileRoutes): void {
    routes.item('POST', '/copy', 'read', (at) => this.#accept(at));
  }

  #accept({ call, drive, item }: At): Answer {
    const { parentReference, name } = bodyOf(call) as {
      parentReference?: { driveId?: string; id?: string };
      name?: unknown;
    };
    const target = parentReference?.driveId ? driveAt(call, parentReference.driveId) : drive;
    const parent = itemAt(call, target, parentReference?.id ?? item.parentId ?? '', 'write');
    if (parent.file) throw badRequest('The target is not a folder.', 'invalidRequest');
    const wanted = textOf(name, item.name);
    requireName(wanted, { drive: target, parentId: parent.id, isFolder: !item.file });
    requirePathLength(call, target, parent.id, wanted);
    const clash = clashOf(call.query.get('@microsoft.graph.conflictBehavior'), 'fail');
    if (this.drives.child(target, parent.id, wanted) && clash === 'fail') throw nameTaken();
    const by = actor(call, target);
    const make = () => {
      const there = this.drives.child(target, parent.id, wanted);
      if (there && clash === 'fail') throw nameTaken();
      if (there && clash === 'replace') this.drives.remove(target, there, by);
      return this.#copy(
        drive,
        item,
        target,
        parent.id,
        there && clash === 'rename' ? freeName(call, target, parent.id, wanted) : wanted,
        by,
      );
    };
    const id = randomUUID();
    this.#copies.set(id, { readyAt: this.drives.clock.now().getTime() + copyTakesMs, make, drive: target });
    // it happens whether or not anybody asks how far it is
    setTimeout(() => this.#finish(id), copyTakesMs).unref();
    return { status: 202, headers: { location: call.files.monitor(id) } };
  }

  /** How far a copy is. */
  monitor(id: string): Answer {
    const copy = this.#copies.get(id);
    if (!copy)
      return { status: 404, body: { error: { code: 'itemNotFound', message: 'The operation is not known.' } } };
    if (this.drives.clock.now().getTime() >= copy.readyAt) this.#finish(id);
    if (copy.failure)
      return {
        status: 200,
        body: {
          operation: 'itemCopy',
          status: 'failed',
          error: { code: copy.failure, message: 'The copy could not be made.' },
        },
      };
    return copy.made
      ? {
          status: 200,
          body: { operation: 'itemCopy', percentageComplete: 100, status: 'completed', resourceId: copy.made.id },
        }
      : { status: 202, body: { operation: 'itemCopy', percentageComplete: 50, status: 'inProgress' } };
  }

  #finish(id: string): void {
    const copy = this.#copies.get(id);
    if (!copy || copy.made || copy.failure) return;
    try {
      copy.made = copy.make();
    } catch (error) {
      copy.failure = (error as { code?: string }).code ?? 'generalException';
    }
  }
  #copy(from: Drive, item: StoredItem, to: Drive, parentId: string, name: string, by: string): StoredItem {
    if (item.file) return this.drives.putStored(to, parentId, name, item.file, by);
    const children = [...this.drives.children(from, item.id)];
    const folder = this.drives.addFolder(to, parentId, name, by);
    for (const child of children) this.#copy(from, child, to, folder.id, child.name, by);
    return folder;
  }
}
