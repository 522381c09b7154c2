import { useState } from 'react';
import type { AppointmentLink, RecordView } from '../../../contract/api.js';
import { sortError, type PaneError } from '../../api/errors.js';
import { t } from '../../text/meeting-text.js';
import { announce } from '../../ui/announce.js';
import { usePane } from '../pane.js';
import type { Open } from './use-appointment.js';

export interface LinkActions {
  isBusy: boolean;
  error: PaneError | undefined;
  forget(): void;
  /** Whether it is on the record afterwards. `id`: of what was only just kept. */
  put(record: RecordView, scope: 'one' | 'series'): Promise<boolean>;
  takeOff(link: AppointmentLink, scope: 'one' | 'series'): void;
}

/** Puts the open appointment on records and takes it off again; what the server answers is what is shown. */
export function useLinks({ reread, question, show }: Open): LinkActions {
  const { api } = usePane();
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<PaneError>();
  const attempt = async (work: () => Promise<void>): Promise<boolean> => {
    setIsBusy(true);
    setError(undefined);
    try {
      await work();
      return true;
    } catch (thrown) {
      setError(sortError(thrown));
      return false;
    } finally {
      setIsBusy(false);
    }
  };
  const asked = async () => {
    const { item, ...rest } = question(await reread());
    if (!item) throw new Error('nothing is kept yet');
    return { ...rest, item };
  };
  return {
    isBusy,
    error,
    forget: () => setError(undefined),
    put: (record, scope) =>
      attempt(async () => {
        const body = { ...(await asked()), record: { module: record.module, id: record.id }, scope };
        show(await api.call('POST /appointments/link', { body }));
        announce(t('link.done', { name: record.displayName }));
      }),
    takeOff: (link, scope) => {
      void attempt(async () => {
        show(await api.call('POST /appointments/unlink', { body: { ...(await asked()), link: link.id, scope } }));
        announce(t('link.undone', { name: link.record.displayName }));
      });
    },
  };
}
