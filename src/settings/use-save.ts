import { useState } from 'react';
import type { Mailbox, MailSettings } from '../../contract/connection.js';
import { sortError, type PaneError } from '../api/errors.js';
import { t } from '../text/settings-text.js';
import { announce } from '../ui/announce.js';
import { draftKey, settingsKey, tidy } from './draft.js';
import { hrefs } from './place.js';
import { useSettings } from './settings.js';

/** Saves what was chosen and goes to its progress; what cannot be saved stays, with the reason. */
export function useSave(mailbox: Mailbox, version: number, onSaved: () => Promise<void>) {
  const { api, cache } = useSettings();
  const [isSaving, setIsSaving] = useState(false);
  const [error, setError] = useState<PaneError>();
  const save = async (settings: MailSettings) => {
    setIsSaving(true);
    setError(undefined);
    try {
      const params = { mailbox: mailbox.id };
      const body = { settings: tidy(settings), version };
      const saved = await api.call('PUT /mailboxes/:mailbox/settings', { params, body }, { timeoutMs: 60_000 });
      cache.write(settingsKey(mailbox.id), saved);
      cache.write(draftKey(mailbox.id), undefined);
      announce(t('save.done'));
      await onSaved();
      window.location.hash = hrefs.mailbox(mailbox.id, 'progress');
    } catch (thrown) {
      setError(sortError(thrown));
      setIsSaving(false);
    }
  };
  return { isSaving, error, save, forgetError: () => setError(undefined) };
}
