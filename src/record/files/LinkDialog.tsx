import { useState } from 'react';
import type { FileRef, LinkedFile } from '../../../contract/links.js';
import type { Api } from '../../api/client.js';
import { sortError, type PaneError } from '../../api/errors.js';
import type { Identity } from '../../api/identity.js';
import { ProblemBanner } from '../../components/ProblemBanner.js';
import { t } from '../../text/files-text.js';
import { Button } from '../../ui/Button.js';
import { Dialog } from '../../ui/Dialog.js';
import { Browser } from './Browser.js';
import { PasteLink } from './PasteLink.js';
import { SearchFiles } from './SearchFiles.js';
import { Sites } from './Sites.js';
import { Tabs } from '../../ui/Tabs.js';

interface Props {
  record: { module: string; id: string };
  api: Api;
  identity: Identity;
  onClose(): void;
  onLinked(link: LinkedFile): void;
}
const tabs = ['recent', 'mine', 'shared', 'search', 'sites', 'paste'] as const;
type Tab = (typeof tabs)[number];

/** Choosing a file or folder for a record: from where it is kept, or by its link. */
export function LinkDialog({ record: { module, id }, api, identity, onClose, onLinked }: Props) {
  const [tab, setTab] = useState<Tab>('recent');
  const [linking, setLinking] = useState<string>();
  const [error, setError] = useState<PaneError>();
  const link = async (file: FileRef | { address: string }) => {
    if (linking !== undefined) return;
    setLinking('itemId' in file ? file.itemId : file.address);
    setError(undefined);
    try {
      onLinked(await api.call('POST /records/:module/:id/files', { params: { module, id }, body: { file } }));
    } catch (thrown) {
      setError(sortError(thrown));
    } finally {
      setLinking(undefined);
    }
  };
  const pick = { api, identity, linking, onPick: (file: FileRef) => void link(file) };
  return (
    <Dialog
      title={t('pick.title')}
      size="wide"
      onClose={onClose}
      actions={
        <>
          <p className="caption pick-note">{t('pick.note')}</p>
          <Button onClick={onClose}>{t('close')}</Button>
        </>
      }
    >
      <Tabs
        label={t('pick.tabs')}
        tabs={tabs.map((key) => ({ key, name: t(`pick.${key}`) }))}
        chosen={tab}
        onChoose={(key) => {
          setTab(key);
          setError(undefined);
        }}
      >
        {error && tab !== 'paste' && (
          <ProblemBanner error={error} doing="files" identity={identity} onDismiss={() => setError(undefined)} />
        )}
        {(tab === 'recent' || tab === 'mine' || tab === 'shared') && (
          <Browser key={tab} {...pick} start={{ from: tab }} startName={t(`pick.${tab}`)} />
        )}
        {tab === 'search' && <SearchFiles {...pick} />}
        {tab === 'sites' && <Sites {...pick} />}
        {tab === 'paste' && (
          <PasteLink
            error={error}
            identity={identity}
            isBusy={linking !== undefined}
            onLink={(address) => void link({ address })}
          />
        )}
      </Tabs>
    </Dialog>
  );
}
