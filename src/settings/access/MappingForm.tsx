import { useEffect, useId, useRef, useState } from 'react';
import type { AccessMappings } from '../../../contract/access.js';
import type { BodyInput } from '../../../contract/api.js';
import { t } from '../../text/access-text.js';
import { Button } from '../../ui/Button.js';

type Line = BodyInput<'POST /access/mappings'>;
interface Props {
  mappings: AccessMappings;
  /** The owner or team somebody chose to name. */
  chosen: string;
  isBusy: boolean;
  onAdd(line: Line): Promise<boolean>;
}
export const sourceKey = (kind: 'user' | 'team' | 'module' | 'administrators', id = ''): string => `${kind} ${id}`;
const isGuid = (text: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text.trim());

/** One line more of the mapping. People are chosen from colleagues who use this product, or named by their address. */
export function MappingForm({ mappings: { owners, teams, modules, people }, chosen, isBusy, onAdd }: Props) {
  const id = useId();
  const sources = [
    ...owners.map((it) => ({ key: sourceKey('user', it.id), text: t('mapping.for.user', { name: it.name }) })),
    ...teams.map((it) => ({ key: sourceKey('team', it.id), text: t('mapping.for.team', { name: it.id }) })),
    ...modules.map((it) => ({ key: sourceKey('module', it.id), text: t('mapping.for.module', { name: it.name }) })),
    { key: sourceKey('administrators'), text: t('mapping.for.administrators') },
  ];
  const [source, setSource] = useState(chosen || (sources[0]?.key ?? ''));
  const isOwner = source.startsWith('user ');
  const [kind, setKind] = useState<'person' | 'group'>(isOwner ? 'person' : 'group');
  const [who, setWho] = useState('');
  const [role, setRole] = useState<Line['role']>('default');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (chosen) field.current?.focus();
  }, [chosen]);

  const submit = async () => {
    const text = who.trim();
    const known = people.find((it) => it.address?.toLowerCase() === text.toLowerCase());
    const added = await onAdd({
      source: sourceOf(source),
      to:
        kind === 'person' && known ? known : { kind, name: text, ...(isGuid(text) ? { id: text } : { address: text }) },
      role: isOwner ? 'default' : role,
    });
    if (added) setWho('');
  };
  return (
    <section className="card" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{t('mapping.add')}</h2>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (who.trim()) void submit();
          else field.current?.focus();
        }}
      >
        <div className="field-row">
          <span className="field">
            <label htmlFor={`${id}-source`}>{t('mapping.for')}</label>
            <select id={`${id}-source`} className="input" value={source} onChange={(e) => setSource(e.target.value)}>
              {sources.map((it) => (
                <option key={it.key} value={it.key}>
                  {it.text}
                </option>
              ))}
            </select>
          </span>
          <span className="field">
            <label htmlFor={`${id}-kind`}>{t('mapping.kind')}</label>
            <select
              id={`${id}-kind`}
              className="input"
              value={kind}
              onChange={(e) => setKind(e.target.value === 'group' ? 'group' : 'person')}
            >
              <option value="person">{t('mapping.person')}</option>
              <option value="group">{t('mapping.group')}</option>
            </select>
          </span>
          <span className="field">
            <label htmlFor={`${id}-who`}>{t(kind === 'group' ? 'mapping.who.group' : 'mapping.who')}</label>
            <input
              ref={field}
              id={`${id}-who`}
              className="input"
              value={who}
              list={kind === 'person' ? `${id}-people` : undefined}
              aria-describedby={`${id}-hint`}
              autoComplete="off"
              onChange={(e) => setWho(e.target.value)}
            />
            <datalist id={`${id}-people`}>
              {people.map((it) => (
                <option key={it.address ?? it.name} value={it.address}>
                  {it.name}
                </option>
              ))}
            </datalist>
          </span>
          {!isOwner && (
            <span className="field">
              <label htmlFor={`${id}-role`}>{t('mapping.role')}</label>
              <select
                id={`${id}-role`}
                className="input"
                value={role}
                onChange={(e) => setRole((['read', 'write'] as const).find((it) => it === e.target.value) ?? 'default')}
              >
                {(['default', 'read', 'write'] as const).map((it) => (
                  <option key={it} value={it}>
                    {t(`mapping.role.${it}`)}
                  </option>
                ))}
              </select>
            </span>
          )}
        </div>
        <p id={`${id}-hint`} className="caption">
          {t('mapping.who.hint')}
        </p>
        <div className="row">
          <Button look="primary" type="submit" isBusy={isBusy}>
            {t('mapping.save')}
          </Button>
        </div>
      </form>
    </section>
  );
}

function sourceOf(key: string): Line['source'] {
  const at = key.indexOf(' ');
  const [kind, id] = [key.slice(0, at), key.slice(at + 1)];
  return kind === 'user' || kind === 'team' || kind === 'module' ? { kind, id } : { kind: 'administrators' };
}
