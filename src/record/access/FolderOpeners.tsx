import type { FolderAccess, Opener } from '../../../contract/access.js';
import { nameOf, roleOf, visibleChanges } from '../../components/access-words.js';
import { t } from '../../text/access-text.js';
import { formatTime } from '../../text/text.js';
import { Banner } from '../../ui/Banner.js';
import { Button } from '../../ui/Button.js';
import type { Act } from './AccessDialog.js';

interface Props {
  folder: FolderAccess;
  isBusy: boolean;
  onAct(act: Act): void;
  onLook(): void;
}

/** One folder: who can open it and by what, and what is offered to bring it to its record. */
export function FolderOpeners({ folder, isBusy, onAct, onLook }: Props) {
  const { state, isWorking, openers, more, follow, repair, unmapped } = folder;
  const shown = isWorking && state !== 'problem' ? 'working' : state;
  const ended = more.filter((it) => it.remedy !== 'none').length;
  const stuck = more.length - ended;
  return (
    <div className="folder-access">
      <div className="access-head">
        <span className="access-state" data-state={shown} role="status">
          {t(`state.${shown}`)}
        </span>
        {folder.place && <span className="caption">{t(`place.${folder.placeKind}`, { place: folder.place })}</span>}
      </div>
      {state === 'problem' && (
        <Banner tone="warning" title={t('problem.title')}>
          {folder.problem}
        </Banner>
      )}
      {state === 'changed' && !isWorking && <p>{t('changed.body')}</p>}
      {state === 'recordGone' && <p>{t('recordGone.body')}</p>}
      {openers.length > 0 && (
        <ul className="openers" aria-label={t('openers')}>
          {openers.map((it, i) => (
            <OpenerLine key={`${i} ${it.kind} ${it.name}`} opener={it} isExcess={isIn(more, it)} />
          ))}
        </ul>
      )}
      {unmapped.map(({ kind, name }) => (
        <p key={`${kind} ${name}`} className="caption">
          {t(kind === 'team' ? 'unmapped.team' : 'unmapped', { name })}
        </p>
      ))}
      {follow.length > 0 && <p>{t('changes.follow', { count: visibleChanges(follow).length })}</p>}
      {more.length > 0 && (
        <p>
          {t('more', { count: more.length })} {stuck > 0 && t('more.stuck', { count: stuck })}
        </p>
      )}
      <div className="access-actions">
        {follow.length > 0 && (
          <Button look="primary" isBusy={isWorking} onClick={() => onAct('follow')}>
            {t('follow')}
          </Button>
        )}
        {ended > 0 && repair.length > 0 && (
          <Button isBusy={isWorking} onClick={() => onAct('repair')}>
            {t('repair')}
          </Button>
        )}
        {folder.isFollowed && (
          <Button look="subtle" icon="undo" isBusy={isWorking} onClick={() => onAct('stop')}>
            {t('stop')}
          </Button>
        )}
        <Button look="subtle" icon="retry" isBusy={isBusy} onClick={onLook}>
          {t('refresh')}
        </Button>
      </div>
      {folder.checkedAt && <p className="caption">{t('checked.at', { time: formatTime(folder.checkedAt) })}</p>}
    </div>
  );
}
const isIn = (more: FolderAccess['more'], { because: _because, ...opener }: Opener): boolean =>
  more.some((it) => JSON.stringify(sorted(it.who)) === JSON.stringify(sorted(opener)));
const sorted = (it: object) => Object.entries(it).sort(([a], [b]) => (a < b ? -1 : 1));

function OpenerLine({ opener, isExcess }: { opener: Opener; isExcess: boolean }) {
  const reason = [
    opener.role === 'owner' && opener.from === 'drive' ? '' : t(`from.${opener.from}`),
    opener.because && t(`because.${opener.because}`),
  ].filter(Boolean);
  return (
    <li>
      <span className="opener-name">{nameOf(opener)}</span>
      <span>{roleOf(opener)}</span>
      <span className="caption">{reason.join(', ')}</span>
      {isExcess && <span className="caption opener-warn">{t('not.record')}</span>}
    </li>
  );
}
