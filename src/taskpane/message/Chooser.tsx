import { Suspense, useId, useRef, type FormEvent } from 'react';
import type { Matches, Me, ParticipantMatch, RecordView } from '../../../contract/api.js';
import type { Item } from '../../office/item.js';
import { t } from '../../text/text.js';
import { announce } from '../../ui/announce.js';
import { Button } from '../../ui/Button.js';
import { KnownAttachments } from '../lazy.js';
import { AttachmentChoice } from './AttachmentChoice.js';
import type { Choices } from './choices.js';
import { People } from './People.js';
import { RecordOption, recordKey } from './RecordOption.js';
import { RecordSearch } from './RecordSearch.js';
import type { ChooserState } from './use-chooser.js';
import { isTaken } from './use-filing.js';

const formId = 'file-form';

interface Props {
  item: Item;
  matches: Matches | undefined;
  choices: Choices;
  change(change: Partial<Choices>): void;
  chooser: ChooserState;
  me: Me | undefined;
  personModule: Me['modules'][number] | undefined;
  onFile(): void;
}

/** Suggested records with their reasons, search, what goes along, who will see it, and the people. Enter files. */
export function Chooser({ item, matches, choices, change, chooser, me, personModule, onFile }: Props) {
  const group = useId();
  const list = useRef<HTMLDivElement>(null);
  const taken = item.attachments.filter((it) => isTaken(choices, it, matches?.files?.attachments));
  const isAsked = matches !== undefined && (matches.files?.attachments ?? 'ask') === 'ask';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onFile();
  };
  const create = ({ address, name }: Pick<ParticipantMatch, 'address'> & { name?: string | undefined }) =>
    change({ view: 'create', draft: { address, name: name ?? '', fields: {} } });
  const take = (record: RecordView) => {
    chooser.find(record, { kind: 'search', value: record.displayName });
    announce(t('suggestions.preselected', { name: record.displayName }));
    setTimeout(() => list.current?.querySelector<HTMLInputElement>('input:checked')?.focus()); // the result that had the focus is gone
  };
  if (choices.isDismissed && choices.view === 'item')
    return (
      <section className="section">
        <p role="status">{t('file.dismissed')}</p>
      </section>
    );
  return (
    <>
      <form
        id={formId}
        onSubmit={submit}
        ref={(form) => {
          list.current = form as unknown as HTMLDivElement;
        }}
      >
        <section className="section">
          <h2 className="section-title" id={`${group}-title`}>
            {t('suggestions.title')}
          </h2>
          {chooser.options.length > 0 ? (
            <div className="options" role="radiogroup" aria-labelledby={`${group}-title`}>
              {chooser.options.map((it) => (
                <RecordOption
                  key={recordKey(it.record)}
                  group={group}
                  {...it}
                  isChosen={it === chooser.chosen}
                  onChoose={() => chooser.choose(it.record)}
                />
              ))}
            </div>
          ) : (
            matches && (
              <p className="none" role={matches.isIndexing && 'status'}>
                {matches.notAllowed ??
                  (matches.isIndexing
                    ? t('suggestions.indexing')
                    : item.from
                      ? t('suggestions.none', { address: item.from.address })
                      : t('suggestions.noneAnybody'))}{' '}
                {t('suggestions.noneNext')}
              </p>
            )
          )}
          <RecordSearch
            onChoose={take}
            onCreate={personModule && ((name) => create({ address: unknownAddress(matches) ?? '', name }))}
            createLabel={personModule && t('search.create', { module: personModule.singular })}
          />
        </section>
        <AttachmentChoice
          attachments={item.attachments}
          chosen={(it) => isTaken(choices, it, matches?.files?.attachments)}
          policy={matches?.files}
          onChoose={(id, isChosen) => change({ attachments: { ...choices.attachments, [id]: isChosen } })}
          saveCopy={choices.saveCopy}
          onSaveCopy={(saveCopy) => change({ saveCopy })}
        >
          {chooser.chosen && taken.length > 0 && isAsked && (
            <Suspense fallback={null}>
              <KnownAttachments
                messageId={item.id}
                record={chooser.chosen.record}
                attachments={taken}
                answers={choices.answers ?? {}}
                onAnswer={(id, answer) => change({ answers: { ...choices.answers, [id]: answer } })}
              />
            </Suspense>
          )}
        </AttachmentChoice>
        <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
      </form>
      {matches && (
        <People
          people={matches.people}
          asked={matches.questions.map((it) => it.reason.value)}
          personModule={personModule?.singular}
          onCreate={create}
          onChoose={take}
        />
      )}
      <details className="section visibility">
        <summary>{t('visibility.title')}</summary>
        <p className="caption">
          {me ? t('visibility.text', { workspace: me.workspace.name }) : t('visibility.textShort')}
        </p>
      </details>
    </>
  );
}
const unknownAddress = (matches: Matches | undefined) => matches?.people.find((it) => it.state === 'unknown')?.address;

interface FooterProps {
  chooser: ChooserState;
  isFiling: boolean;
  isDismissed?: boolean;
  onFile(): void;
  second: { label: string; onPress(): void };
}

export function ChooserFooter({ chooser, isFiling, isDismissed = false, onFile, second }: FooterProps) {
  const file = () => {
    if (chooser.chosen) {
      onFile();
      return;
    }
    announce(t('choose.first'));
    document.querySelector<HTMLElement>(`#${formId} input[type=radio], #${formId} input[type=search]`)?.focus();
  };
  return (
    <>
      {!isDismissed && (
        <Button
          look="primary"
          isBusy={isFiling}
          aria-describedby={chooser.chosen ? undefined : 'choose-first'}
          onClick={file}
        >
          {t('file')}
        </Button>
      )}
      <Button onClick={second.onPress}>{second.label}</Button>
      {!isDismissed && !chooser.chosen && (
        <span id="choose-first" className="caption footer-hint">
          {t('choose.first')}
        </span>
      )}
    </>
  );
}
