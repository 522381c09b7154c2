import { Field, Input, Select, Textarea } from '@fluentui/react-components';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import type { Me, Reason, RecordForm, RecordView } from '../../../contract/api.js';
import { sortError, type PaneError } from '../../api/errors.js';
import { useQuery } from '../../api/query.js';
import { ProblemBanner } from '../../components/ProblemBanner.js';
import type { Item } from '../../office/item.js';
import { t as later } from '../../text/pane-text.js';
import { t } from '../../text/text.js';
import { announce } from '../../ui/announce.js';
import { Button } from '../../ui/Button.js';
import { Fluent } from '../../ui/Fluent.js';
import { usePane } from '../pane.js';
import type { Choices, Draft } from './choices.js';
import { recordKey } from './RecordOption.js';

/** What can be made from a mail; a person first, as that is what a sender usually is. */
const creatableModules = (modules: Me['modules']): Me['modules'] =>
  (['person', 'task', 'lead'] as const).flatMap((role) =>
    modules.filter((it) => it.role === role && !it.notHere?.includes('mail')),
  );

interface Props {
  modules: Me['modules'];
  item: Item;
  /** Records this mail belongs to, the likeliest first. */
  related: RecordView[];
  choices: Choices;
  change(change: Partial<Choices>): void;
  onCreated(): void;
}

const inputTypes: Record<string, 'email' | 'tel' | 'url' | 'date'> = {
  email: 'email',
  phone: 'tel',
  url: 'url',
  date: 'date',
};

/** A form for a new record, prefilled from the participant. What is typed is kept with the mail until it is created. */
export default function CreateRecord({ modules, item, related, choices, change, onCreated }: Props) {
  const { api, cache, host, identity } = usePane();
  const draft: Draft = choices.draft ?? { address: '', name: '', fields: {} };
  const creatable = creatableModules(modules);
  const module = (creatable.find((it) => it.slug === draft.module) ?? creatable[0])?.slug;
  const key = module && `form ${module} ${draft.address} ${draft.name} ${item.internetMessageId}`;
  const form = useQuery<RecordForm>(cache, key, (signal) => {
    const { timeZone } = host.mailbox;
    return api.call(
      'POST /records/form',
      {
        body: {
          module: module ?? '',
          address: draft.address,
          name: draft.name,
          subject: item.subject.slice(0, 2000),
          ...(timeZone ? { timeZone } : {}),
          related: related.map((it) => ({ module: it.module, id: it.id })),
        },
      },
      { signal },
    );
  });
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<PaneError>();
  const valueOf = (field: RecordForm['fields'][number]) => draft.fields[field.key] ?? field.value;
  const put = (key: string, value: string) =>
    change({ draft: { ...draft, fields: { ...draft.fields, [key]: value } } });

  const whole = useRef<HTMLFormElement>(null);
  /** The value that was not taken, else the first one. */
  const correct = () =>
    (
      whole.current?.querySelector<HTMLElement>('[aria-invalid=true]') ?? whole.current?.querySelector('input')
    )?.focus();
  useEffect(() => {
    if (error?.field) correct();
  }, [error]);

  const choose = (record: RecordView, reason: Reason) =>
    change({
      view: 'item',
      draft: undefined,
      record: recordKey(record),
      found: [{ record, reason }, ...choices.found.filter((it) => recordKey(it.record) !== recordKey(record))],
    });
  const [namesake] = error?.diagnosis?.records ?? [];
  const linkTo = async ({ module: slug, id }: { module: string; id: string }) => {
    try {
      const { record } = await api.call('GET /records/:module/:id', { params: { module: slug, id } });
      choose(record, { kind: 'search', value: record.displayName });
      announce(t('suggestions.preselected', { name: record.displayName }));
    } catch (thrown) {
      setError(sortError(thrown));
    }
  };
  const submit = async (event?: FormEvent, anyway = false) => {
    event?.preventDefault();
    if (isBusy || !form.data) return;
    setIsBusy(true);
    setError(undefined);
    try {
      const made = await api.call('POST /records', {
        body: {
          module: form.data.module,
          fields: Object.fromEntries(
            form.data.fields.map((it) => [it.key, valueOf(it)] as const).filter(([, value]) => value.trim()),
          ),
          ...(anyway ? { anyway } : {}),
        },
      });
      const isTask = creatable.some((it) => it.slug === module && it.role === 'task');
      if (made.state === 'created' && isTask) {
        // A task is about the mail; the mail still belongs to the record it was suggested for.
        change({ view: 'item', draft: undefined });
        announce(later('create.createdTask', { name: made.record.displayName }));
      } else if (made.state === 'created') {
        const { record } = made;
        choose(record, { kind: 'created', value: draft.address });
        announce(later(made.existed ? 'create.existed' : 'create.created', { name: record.displayName }));
      } else {
        change({ view: 'item', draft: undefined });
        announce(later('create.queued', { name: made.displayName }));
      }
      onCreated();
    } catch (thrown) {
      setError(sortError(thrown));
    } finally {
      setIsBusy(false);
    }
  };

  return (
    <Fluent>
      <form
        ref={whole}
        className="create"
        onSubmit={(event) => {
          void submit(event);
        }}
        aria-busy={isBusy || undefined}
      >
        {draft.address && (
          <p className="caption">
            {later('create.from', { name: draft.name ? `${draft.name} <${draft.address}>` : draft.address })}
          </p>
        )}
        {creatable.length > 1 && (
          <Field label={later('create.as')}>
            <Select
              value={module}
              onChange={(_, { value }) => change({ draft: { ...draft, module: value, fields: {} } })}
            >
              {creatable.map((it) => (
                <option key={it.slug} value={it.slug}>
                  {it.singular}
                </option>
              ))}
            </Select>
          </Field>
        )}
        {form.error && (
          <ProblemBanner
            error={form.error}
            doing="create"
            identity={identity}
            onRetry={() => {
              void form.reload();
            }}
          />
        )}
        {!form.data && !form.error && <p role="status">{t('loading.page')}</p>}
        {form.data?.fields.map((it) => (
          <Field
            key={it.key}
            label={it.label}
            required={it.isRequired}
            {...(error?.field === `fields.${it.key}` ? { validationMessage: error.message } : {})}
          >
            {it.options.length > 0 ? (
              <Select value={valueOf(it)} onChange={(_, { value }) => put(it.key, value)}>
                <option value="">{later('create.choose')}</option>
                {it.options.map((option) => (
                  <option key={option.value} value={option.value}>
                    {option.label}
                  </option>
                ))}
              </Select>
            ) : it.dataType === 'textarea' ? (
              <Textarea value={valueOf(it)} resize="vertical" onChange={(_, { value }) => put(it.key, value)} />
            ) : (
              <Input
                value={valueOf(it)}
                type={inputTypes[it.dataType] ?? 'text'}
                onChange={(_, { value }) => put(it.key, value)}
              />
            )}
          </Field>
        ))}
        {error && !error.field && (
          <ProblemBanner
            error={error}
            doing="create"
            identity={identity}
            handlers={{
              correct,
              ...(namesake ? { linkToIt: () => void linkTo(namesake) } : {}),
              ...(error.diagnosis?.isWarning ? { createAnyway: () => void submit(undefined, true) } : {}),
            }}
            onRetry={() => {
              void submit();
            }}
            onDismiss={() => setError(undefined)}
          />
        )}
        <p className="caption">{later('create.byKey')}</p>
        <div className="create-actions">
          <Button look="primary" type="submit" isBusy={isBusy} disabled={!form.data}>
            {t('create.submit')}
          </Button>
          <Button onClick={() => change({ view: 'item' })}>{t('cancel')}</Button>
        </div>
      </form>
    </Fluent>
  );
}
