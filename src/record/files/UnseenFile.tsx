import type { ReactNode } from 'react';
import type { SeenState } from '../../../contract/links.js';
import { requestTo } from '../../components/request-access.js';
import { t } from '../../text/files-text.js';
import { Icon, type IconName } from '../../ui/Icon.js';

interface Props {
  as?: 'li' | 'div';
  kind: 'file' | 'folder';
  state: Exclude<SeenState, 'there'>;
  lastName?: string | undefined;
  who: { name: string; isYou: boolean; address?: string | undefined };
  record: { name: string; url: string };
  children?: ReactNode;
}
const icons: Record<Props['state'], IconName> = {
  gone: 'error',
  noAccess: 'lock',
  notAllowed: 'eye',
  unknown: 'offline',
};

/** What the viewer may not see, or what is not there: said plainly, without its name, with the way on. */
export function UnseenFile({ as: Tag = 'li', kind, state, lastName, who, record, children }: Props) {
  const title = state === 'noAccess' && kind === 'folder' ? t('state.noAccess.folder') : t(`state.${state}`);
  const body =
    state === 'gone' && lastName
      ? t('state.gone.name', { name: lastName })
      : state === 'noAccess' && !who.name
        ? t('state.noAccess.nobody')
        : t(`state.${state}.body`, { name: who.name });
  return (
    <Tag className="linked-file">
      <span className="file-picture" aria-hidden="true">
        <Icon name={icons[state]} />
      </span>
      <div className="linked-file-text">
        <span className="file-unseen">{title}</span>
        <span className="caption">{body}</span>
      </div>
      <div className="linked-file-actions">
        {state === 'noAccess' && who.address && !who.isYou && (
          <a className="button small" href={requestTo(who.address, who.name, record, kind)}>
            {t('request')}
          </a>
        )}
        {children}
      </div>
    </Tag>
  );
}
