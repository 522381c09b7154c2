import { useRef, useState } from 'react';
import type { OutgoingFile } from '../../../contract/api.js';
import type { Api } from '../../api/client.js';
import { sortError } from '../../api/errors.js';

/** The server takes attachments in parts of this size. */
const partBytes = 2 * 320 * 1024;
export interface Files {
  list: OutgoingFile[];
  isArriving: boolean;
  add(files: readonly File[]): Promise<void>;
  remove(id: string): Promise<void>;
}
interface Wish {
  api: Api;
  id: string;
  first: OutgoingFile[];
  /** The mail must be there before its files. */
  save(): Promise<number>;
  onProblem(sentence: string): void;
}

/** The attachments of a mail that is written: each goes to the server part by part, one file after the other. */
export function useFiles({ api, id, first, save, onProblem }: Wish): Files {
  const [list, setList] = useState(first);
  const [arriving, setArriving] = useState(0);
  const gone = useRef(new Set<string>());
  const last = useRef<Promise<unknown>>(Promise.resolve());
  const put = (file: OutgoingFile) =>
    setList((all) =>
      gone.current.has(file.id)
        ? all
        : all.some((it) => it.id === file.id)
          ? all.map((it) => (it.id === file.id ? file : it))
          : [...all, file],
    );

  async function send(file: File, fileId: string): Promise<void> {
    const { name, type: contentType, size: sizeBytes } = file;
    try {
      await save();
      for (let from = 0; from === 0 || from < sizeBytes; from += partBytes) {
        if (gone.current.has(fileId)) return;
        const data = await toBase64(file.slice(from, from + partBytes));
        const params = { id, file: fileId };
        put(
          await api.call(
            'PUT /outgoing/:id/files/:file',
            { params, body: { name, contentType, sizeBytes, from, data } },
            { timeoutMs: 60_000 },
          ),
        );
      }
    } catch (thrown) {
      setList((all) => all.filter((it) => it.id !== fileId));
      onProblem(sortError(thrown).message);
    }
  }

  return {
    list,
    isArriving: arriving > 0,
    async add(files) {
      for (const file of files) {
        const fileId = crypto.randomUUID();
        put({ id: fileId, name: file.name, contentType: file.type, sizeBytes: file.size, receivedBytes: 0 });
        setArriving((n) => n + 1);
        last.current = last.current.then(() => send(file, fileId)).finally(() => setArriving((n) => n - 1));
      }
      await last.current;
    },
    async remove(fileId) {
      gone.current.add(fileId);
      setList((all) => all.filter((it) => it.id !== fileId));
      await api
        .call('POST /outgoing/:id/files/:file/remove', { params: { id, file: fileId }, body: {} })
        .catch((thrown: unknown) => onProblem(sortError(thrown).message));
    },
  };
}

const toBase64 = (part: Blob): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(typeof reader.result === 'string' ? (reader.result.split(',')[1] ?? '') : '');
    reader.onerror = () => reject(reader.error ?? new Error('the file could not be read'));
    reader.readAsDataURL(part);
  });
