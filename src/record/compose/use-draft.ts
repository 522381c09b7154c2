import { useCallback, useEffect, useRef, useState } from 'react';
import type { WishedMail } from '../../../contract/api.js';
import type { Api } from '../../api/client.js';
import { sortError, type PaneError } from '../../api/errors.js';
import { keep } from './kept.js';

export interface Draft {
  mail: WishedMail;
  change(part: Partial<WishedMail>): void;
  /** Brings the server to what is written; gives the version it has then. */
  save(): Promise<number>;
  /** Resolves when no save is under way, with the version the server has; 0 when it has nothing. */
  ended(): Promise<number>;
  status: 'new' | 'saving' | 'saved' | 'offline';
  /** The server does not take it as it is. */
  problem: PaneError | undefined;
}
interface Start {
  id: string;
  person: string;
  mail: WishedMail;
  version: number;
}
const afterMs = 1_000;

/** A mail that is being written: kept in the browser with every stroke and on the server with every pause, one save after the other. */
export function useDraft(api: Api, { id, person, mail: first, version }: Start): Draft {
  const [mail, setMail] = useState(first);
  const [status, setStatus] = useState<Draft['status']>(version > 0 ? 'saved' : 'new');
  const [problem, setProblem] = useState<PaneError>();
  const now = useRef({ mail: first, saved: version > 0 ? JSON.stringify(first) : '', version });
  const last = useRef<Promise<unknown>>(Promise.resolve());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const save = useCallback(() => {
    clearTimeout(timer.current);
    const run = async (): Promise<number> => {
      const { mail: written, saved, version: known } = now.current;
      const text = JSON.stringify(written);
      if (text === saved) return known;
      setStatus('saving');
      try {
        const answer = await api.call('PUT /outgoing/:id', { params: { id }, body: { ...written, version: known } });
        now.current.version = answer.version;
        now.current.saved = text;
        keep({ person, id, version: answer.version, mail: now.current.mail });
        setStatus('saved');
        setProblem(undefined);
        return answer.version;
      } catch (thrown) {
        const error = sortError(thrown);
        setStatus('offline');
        setProblem(error.code === 'offline' || error.code === 'timed_out' ? undefined : error);
        throw error;
      }
    };
    const next = last.current.then(run, run);
    last.current = next.catch(() => undefined);
    return next;
  }, [api, id, person]);

  const change = useCallback(
    (part: Partial<WishedMail>) => {
      now.current.mail = { ...now.current.mail, ...part };
      setMail(now.current.mail);
      keep({ person, id, version: now.current.version, mail: now.current.mail });
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void save().catch(() => undefined), afterMs);
    },
    [id, person, save],
  );
  useEffect(() => () => clearTimeout(timer.current), []);
  const ended = () => last.current.then(() => now.current.version);
  return { mail, change, save, ended, status, problem };
}
